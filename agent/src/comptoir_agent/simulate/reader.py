"""A virtual code reader on a serial line: it types what the hand at its control port scans, and Enter behind it.

`scan 3760123456784` types the code.
"""

import os

from comptoir_agent.simulate.terminal import Answer

END = b"\r"


class VirtualReader:
    """It only speaks."""

    def __init__(self) -> None:
        self._answer: Answer | None = None

    def plug(self, answer: Answer) -> None:
        self._answer = answer

    async def take(self, data: bytes) -> None:
        """Readers take settings over the same line; this one needs none."""

    def obey(self, words: list[str]) -> bool:
        if len(words) < 2 or words[0] != "scan" or self._answer is None:
            return False
        self._answer(os.fsencode(" ".join(words[1:])) + END)
        return True
