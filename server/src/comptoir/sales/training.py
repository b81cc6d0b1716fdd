"""What is sold where nothing may be sold yet (journal format §5.11)."""

from comptoir.journal import Envelope
from comptoir.sales.differences import Difference
from comptoir.sales.state import Head


def judge_duty(envelope: Envelope, head: Head) -> list[Difference]:
    """A store whose country asks what this server can't do yet opens in training only: a real sale there is told.

    The goods are gone and the money is in the drawer, so it counts all the same.
    """
    if not head.training_only:
        return []
    return [Difference("training_only", None, envelope.kind, head.training_only)]
