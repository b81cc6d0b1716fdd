"""The tax office as a channel of the send queue, and a simulated one for tests: it has no line to anybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from comptoir.fiscal.public import Message, Told, Verdict

Line = Callable[[Sequence[Message]], list[Told]]


@dataclass(frozen=True, slots=True)
class TaxOffice:
    """`line` sends records and answers for each; a silent line is weather."""

    line: Line
    name: str = "es-verifactu"
    timeout_s: int = 30

    def send(self, messages: list[Message]) -> list[Told]:
        return self.line(messages)


@dataclass(slots=True)
class SimulatedOffice:
    """Behaves as chance or a test wants: takes, rejects, is silent, or takes and loses its reply.

    It knows a record by its identifier: one that comes again is answered as before and counted once.
    """

    taken: dict[UUID, bytes] = field(default_factory=dict)
    rejects: Callable[[bytes], bool] = lambda _content: False
    is_silent: bool = False
    loses_replies: int = 0
    repeats: int = 0

    def __call__(self, messages: Sequence[Message]) -> list[Told]:
        if self.is_silent:
            return [Told(Verdict.SILENT, remark="no_answer") for _ in messages]
        told = [self._take(message) for message in messages]
        if self.loses_replies > 0:
            self.loses_replies -= 1
            return [Told(Verdict.SILENT, remark="reply_lost") for _ in messages]
        return told

    def _take(self, message: Message) -> Told:
        if self.rejects(message.content):
            return Told(Verdict.REJECTED, b"<Incorrecto/>", "1100")
        if message.id in self.taken:
            self.repeats += 1
        self.taken[message.id] = message.content
        return Told(Verdict.ACCEPTED, f"<CSV>{message.id.hex[:16]}</CSV>".encode())
