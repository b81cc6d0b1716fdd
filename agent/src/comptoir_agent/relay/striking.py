"""What the server's answers to a chain's lines mean for what is kept here."""

import logging
from typing import Any

from comptoir_agent.relay.journal import Line
from comptoir_agent.relay.keep import Keep
from comptoir_agent.relay.shop import Away

log = logging.getLogger(__name__)

HELD_BY_THE_SERVER = ("stored", "already_stored", "quarantined")


def strike_off(keep: Keep, chain: str, lines: list[Line], answers: Any) -> bool:
    """Strike off what the server holds, up to the first line that must wait. Whether more may follow at once.

    Raises `Away` where the answers are not about these lines: then nothing is known.
    """
    if not isinstance(answers, list) or len(answers) != len(lines):
        raise Away("an answer that nobody understands")
    count = 0
    for line, answer in zip(lines, answers, strict=True):
        if not isinstance(answer, dict) or answer.get("digest") != line.digest:
            raise Away("an answer about other entries")
        status = answer.get("status")
        if status == "refused":
            log.error("entry %s is refused: %s", line.digest, answer.get("code"))
            keep.set_aside(line, str(answer.get("code", "")))
        elif status not in HELD_BY_THE_SERVER:
            break
        count += 1
    if count:
        keep.confirm(chain, count)
    return count == len(lines)
