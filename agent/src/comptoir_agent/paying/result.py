"""What may be kept of a card payment. There is no field for a card's number, here or anywhere behind."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """What a terminal said of a payment; whatever it did not say is empty.

    `mark` names the payment among all of its terminal: it tells whether the terminal's last payment is a new one.
    `transaction` is the acquirer's own name for it where a later word needs one; it stays with the agent.
    """

    amount: int = 0
    currency: int = 0
    trace: str = ""
    receipt: str = ""
    authorization: str = ""
    brand: str = ""
    last_four: str = ""
    terminal: str = ""
    transaction: str = ""
    # The terminal said yes by itself, and no bank has been asked yet.
    is_offline: bool = False

    @property
    def mark(self) -> str:
        return f"{self.trace}/{self.receipt}" if self.trace or self.receipt else ""
