"""What can happen to a message: a code for people to read in their language, and whether another try makes sense."""


class NotDelivered(Exception):
    """The message did not go out. `code` is stable; `detail` is what the other side said, for the administrator."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail[:300]


class Undeliverable(NotDelivered):
    """No second try will change it: there is no such address, or it refuses us."""


class TryLater(NotDelivered):
    """Weather: the line, the other server, a full mailbox, our own sign-in."""
