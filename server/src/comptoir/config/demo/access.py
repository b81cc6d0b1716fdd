"""What `prepare` takes and answers, known without loading Django."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

GOODS = "goods"
TRADE = "trade"

Progress = Callable[[str, int, int], None]
"""Phase (`goods`, then `trade`), how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """What a visitor needs. The code is good for ten minutes; the back office makes new ones."""

    shop: str
    address: str
    email: str
    password: str
    till_name: str
    enrolment_code: str
    enrolment_address: str
    expires_at: datetime
    is_new: bool
