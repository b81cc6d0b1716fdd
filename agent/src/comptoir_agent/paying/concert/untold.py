"""What both protocols of French terminals have in common: no question for what became of a payment, and no way to stop
one but the terminal's own key.
"""

import asyncio

from comptoir_agent.lines import Serial, Tcp
from comptoir_agent.paying.concert.register import Register
from comptoir_agent.paying.terminals import Said, Wish


class UntoldTerminal:
    """A terminal that can't say what became of a payment. Each goes out under a number of ours."""

    has_references = True
    late_seconds = 0.0
    confirms_refusals = False

    def __init__(self, line: Tcp | Serial, register: Register) -> None:
        self._line = line
        self._register = register
        self._wants_end = asyncio.Event()

    def cancel(self) -> None:
        """Before it leaves; afterwards only the terminal's own key stops it."""
        self._wants_end.set()

    async def query(self, reference: str = "", wish: Wish | None = None) -> Said | None:
        """It can't say."""
        return None
