"""A virtual customer display: two lines of twenty characters on a pole, in ESC/POS or in CD5220.

It tells both lines whenever they change. The hand at the control port: `mute` and `speak`. It never answers anyway;
mute stands for a pulled plug: what comes meanwhile is lost.
"""

from comptoir_agent.simulate.terminal import Answer, Say

COLUMNS = 20
ROWS = 2
CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}
ESC, US, CLR, CR, LF, HOM, CAN = 0x1B, 0x1F, 0x0C, 0x0D, 0x0A, 0x0B, 0x18


class VirtualDisplay:
    """Characters in two rows, and a cursor."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._pending = b""
        self._is_mute = False
        self._reset()
        self._shown = self._lines()

    def _reset(self) -> None:
        self._page = "cp437"
        self._rows = [[" "] * COLUMNS for _ in range(ROWS)]
        self._column = self._row = 0

    def obey(self, words: list[str]) -> bool:
        if words not in (["mute"], ["speak"]):
            return False
        self._is_mute = words == ["mute"]
        return True

    def plug(self, answer: Answer) -> None:
        """Such displays never answer."""

    async def take(self, data: bytes) -> None:
        if self._is_mute:
            return
        self._pending += data
        while self._pending:
            length = self._do(self._pending)
            if length == 0:
                break
            self._pending = self._pending[length:]
        if self._lines() != self._shown:
            self._shown = self._lines()
            self._say({"event": "shown", "lines": self._shown})

    def _lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self._rows]

    def _do(self, data: bytes) -> int:
        """Carry out the first command; how many bytes it took, 0 when its rest is still to come."""
        first = data[0]
        if first == ESC:
            return self._escape(data)
        if first == US:
            return self._unit(data)
        if first >= 0x20:
            self._write(data[:1])
        elif first == CLR:
            self._rows = [[" "] * COLUMNS for _ in range(ROWS)]
            self._column = self._row = 0
        elif first == CR:
            self._column = 0
        elif first == LF:
            self._row = (self._row + 1) % ROWS
        elif first == HOM:
            self._column = self._row = 0
        elif first == CAN:
            self._rows[self._row] = [" "] * COLUMNS
            self._column = 0
        else:
            self._say({"event": "unknown", "bytes": data[:1].hex()})
        return 1

    def _escape(self, data: bytes) -> int:
        second = data[1:2]
        if second == b"@":
            self._reset()
            return 2
        if second == b"t":
            if len(data) < 3:
                return 0
            self._page = CODE_PAGES.get(data[2], "ascii")
            return 3
        if second == b"Q":
            end = data.find(CR, 3)
            if end < 0:
                return 0
            self._row, self._column = (0 if data[2:3] == b"A" else 1), 0
            self._rows[self._row] = [" "] * COLUMNS
            self._write(data[3:end])
            return end + 1
        if second == b"l":
            if len(data) < 4:
                return 0
            self._column, self._row = (data[2] - 1) % COLUMNS, (data[3] - 1) % ROWS
            return 4
        if second == b"":
            return 0
        self._say({"event": "unknown", "bytes": data[:2].hex(" ")})
        return 2

    def _unit(self, data: bytes) -> int:
        """`US $ x y` moves the cursor (ESC/POS); `US` with a mode byte chooses how the end of a line is met."""
        if data[1:2] != b"$":
            return 2 if len(data) > 1 else 0
        if len(data) < 4:
            return 0
        self._column, self._row = (data[2] - 1) % COLUMNS, (data[3] - 1) % ROWS
        return 4

    def _write(self, text: bytes) -> None:
        for letter in text.decode(self._page, errors="replace"):
            self._rows[self._row][self._column] = letter
            self._column += 1
            if self._column == COLUMNS:
                self._column, self._row = 0, (self._row + 1) % ROWS
