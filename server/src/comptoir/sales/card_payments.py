"""Payments at card terminals as their tills told them, with the sale that each paid."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.platform.sql import select, select_one
from comptoir.sales.scope import Scope
from comptoir.sales.turnover import day_by_clock

# What a list may be narrowed to, beside the five states of an attempt.
WAITING, FREE, BACK = "waiting", "free", "back"
# Taken without a line to the bank: its word is awaited, or was no.
OFFLINE, LOST = "offline", "lost"
# Money that went to a card which nobody knows to have paid here.
UNLINKED = "unlinked"
STANDINGS = (
    WAITING, OFFLINE, LOST, FREE, "approved", BACK, UNLINKED, "declined", "cancelled", "held", "taken", "let_go",
)  # fmt: skip
# Money goes this way, or none does.
BACKWARDS = ("reversal", "refund")
HOLDS = ("reserve", "increase", "release")
# So long before the end somebody should take what is held, or let it go.
SOON = timedelta(hours=24)
# ISO 4217's numbers, as terminals say them.
_CURRENCIES = {
    978: "EUR", 756: "CHF", 826: "GBP", 840: "USD", 208: "DKK", 752: "SEK", 578: "NOK", 985: "PLN", 203: "CZK",
    348: "HUF", 946: "RON", 975: "BGN", 352: "ISK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CardPayment:
    """An attempt. `standing`: its state; `free`: approved and in no sale; `back`: it was taken back. Of money that is
    only held: `held`, `taken` (wholly or in part) or `let_go`.

    `amount`: of a card that held less, what it paid. `sale` is null where none was paid, or its entry has not arrived;
    `is_spent` tells the two apart.
    """

    id: UUID
    made_at: datetime
    timezone: str
    store_name: str
    till_code: str
    cashier_name: str | None
    kind: str
    standing: str
    amount: int
    tip: int
    currency_number: int
    driver: str
    terminal_name: str
    brand: str
    last_four: str
    authorization: str
    trace: str
    receipt: str
    terminal_number: str
    is_spent: bool
    sale: UUID | None
    sale_number: str | None
    reverses: UUID | None
    reversed_by: UUID | None
    label: str
    expires_at: datetime | None
    offline: str = ""
    offline_at: datetime | None = None
    offline_by: UUID | None = None

    @property
    def total(self) -> int:
        """What the customer's card was asked for, or gave."""
        return self.amount + self.tip

    @property
    def currency(self) -> str:
        return _CURRENCIES.get(self.currency_number, "XXX")

    @property
    def is_back(self) -> bool:
        """Money goes back to the card."""
        return self.kind in BACKWARDS

    @property
    def is_unlinked(self) -> bool:
        """It goes to a card that nobody knows to have paid here; then `label` says why."""
        return self.kind == "refund" and self.reverses is None

    @property
    def is_hold(self) -> bool:
        """No money moves by it."""
        return self.kind in HOLDS

    @property
    def is_waiting(self) -> bool:
        return self.standing in ("pending", "unknown")


@dataclass(frozen=True, slots=True)
class CardWord:
    """One word of the history."""

    at: datetime
    state: str
    source: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Money that a card holds: no payment, and in no total. `amount`: with what it was raised to."""

    id: UUID
    made_at: datetime
    expires_at: datetime | None
    timezone: str
    store_name: str
    till_code: str
    cashier_name: str | None
    label: str
    terminal_name: str
    brand: str
    last_four: str
    amount: int
    currency_number: int

    @property
    def currency(self) -> str:
        return _CURRENCIES.get(self.currency_number, "XXX")

    def is_late(self, now: datetime) -> bool:
        """It can't be relied on any more, or not for long."""
        return self.expires_at is not None and self.expires_at <= now + SOON


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where a page of the list ended."""

    made_at: datetime
    attempt: UUID


@dataclass(frozen=True, slots=True)
class CardPaymentPage:
    """A page of the list; `next` is null on the last one."""

    rows: list[CardPayment]
    next: CardPlace | None


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What somebody should look at, whenever it was."""

    waiting: int
    free: int
    offline: int
    lost: int


def list_card_payments(
    scope: Scope, *, till: UUID | None, standing: str, after: CardPlace | None = None, limit: int = 50
) -> CardPaymentPage:
    """Newest first. Days begin when each store's do: at one in the morning, a bar's is still yesterday."""
    parameters = {
        **scope.parameters(),
        "till": till,
        "standing": standing,
        "after_time": after.made_at if after else None,
        "after_id": after.attempt if after else None,
        "limit": limit + 1,
    }
    rows = select(CardPayment, _LIST, parameters)
    shown = rows[:limit]
    return CardPaymentPage(shown, CardPlace(shown[-1].made_at, shown[-1].id) if len(rows) > limit else None)


def card_payment(organization: UUID, attempt: UUID) -> CardPayment | None:
    return select_one(CardPayment, _ONE, {"organization": organization, "attempt": attempt})


def words_of(organization: UUID, attempt: UUID) -> list[CardWord]:
    """Its history, oldest first."""
    return select(CardWord, _WORDS, {"organization": organization, "attempt": attempt})


def card_payments_of(organization: UUID, chain: UUID, sequence: int) -> list[CardPayment]:
    """What paid one entry."""
    return select(CardPayment, _OF_ENTRY, {"organization": organization, "chain": chain, "sequence": sequence})


def open_holds(organization: UUID, store: UUID | None) -> list[Hold]:
    """Money that cards hold, and nobody took or let go yet: what expires first comes first."""
    return select(Hold, _HOLDS, {"organization": organization, "store": store})


def unsettled(organization: UUID) -> Unsettled:
    found = select_one(Unsettled, _UNSETTLED, {"organization": organization})
    assert found is not None
    return found


# Money that went back answers for the payment that it took back.
_ATTEMPTS = """
    SELECT a.*, back.id AS reversed_by,
        CASE WHEN a.kind IN ('payment', 'capture') AND a.state = 'approved' THEN
            CASE WHEN back.id IS NOT NULL THEN 'back' WHEN a.offline = 'refused' THEN 'lost'
                WHEN a.chain IS NULL THEN 'free' WHEN a.offline = 'waiting' THEN 'offline' ELSE a.state END
        WHEN a.kind = 'reserve' AND a.state = 'approved' THEN
            CASE ended.kind WHEN 'capture' THEN 'taken' WHEN 'release' THEN 'let_go' ELSE 'held' END
        ELSE a.state END AS standing
    FROM payments_card_attempt a
    LEFT JOIN LATERAL (
        SELECT r.id FROM payments_card_attempt r
        WHERE r.organization_id = a.organization_id AND r.reverses = a.id
          AND r.state = 'approved' AND r.kind = 'reversal'
        ORDER BY r.made_at LIMIT 1
    ) back ON a.kind IN ('payment', 'capture') AND a.state = 'approved'
    LEFT JOIN LATERAL (
        SELECT r.kind FROM payments_card_attempt r
        WHERE r.organization_id = a.organization_id AND r.reverses = a.id
          AND r.state = 'approved' AND r.kind IN ('capture', 'release')
        ORDER BY r.made_at LIMIT 1
    ) ended ON a.kind = 'reserve' AND a.state = 'approved'
    WHERE a.organization_id = %(organization)s
"""
_COLUMNS = f"""
    SELECT a.id, a.made_at, p.timezone, p.name, t.code, c.name, a.kind, a.standing, coalesce(a.approved, a.amount),
        a.tip, a.currency, a.driver, a.terminal_name, a.brand, a.last_four, a.authorization, a.trace, a.receipt,
        a.terminal_number, a.chain IS NOT NULL, s.id, s.number, a.reverses, a.reversed_by,
        a.label, a.expires_at, a.offline, a.offline_at, a.offline_by
    FROM ({_ATTEMPTS}) a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    JOIN tills_till t ON t.organization_id = a.organization_id AND t.id = a.till_id
    LEFT JOIN identity_employee c ON c.organization_id = a.organization_id AND c.id = a.cashier
    LEFT JOIN LATERAL (
        SELECT n.id, tt.code || '-' || e.number || '-' || n.sequence AS number
        FROM sales_entry n
        JOIN sales_sale w ON w.organization_id = n.organization_id AND w.id = n.id
        JOIN tills_enrolment e ON e.organization_id = n.organization_id AND e.id = n.chain_id
        JOIN tills_till tt ON tt.organization_id = n.organization_id AND tt.id = e.till_id
        WHERE n.organization_id = a.organization_id AND n.chain_id = a.chain AND n.sequence = a.sequence
        ORDER BY n.branch LIMIT 1
    ) s ON true
"""  # noqa: S608  # a constant of ours; every value is a parameter
_LIST = f"""
    {_COLUMNS}
    WHERE a.made_at >= %(since)s AND a.made_at < %(until)s
      AND {day_by_clock("a.made_at")} BETWEEN %(first)s AND %(last)s
      AND (%(store)s::uuid IS NULL OR a.store_id = %(store)s)
      AND (%(till)s::uuid IS NULL OR a.till_id = %(till)s)
      AND (%(standing)s = '' OR a.standing = %(standing)s
           OR (%(standing)s = 'waiting' AND a.standing IN ('pending', 'unknown'))
           OR (%(standing)s = 'unlinked' AND a.kind = 'refund' AND a.reverses IS NULL AND a.state = 'approved'))
      AND (%(after_time)s::timestamptz IS NULL OR (a.made_at, a.id) < (%(after_time)s, %(after_id)s))
    ORDER BY a.made_at DESC, a.id DESC
    LIMIT %(limit)s
"""
_ONE = f"{_COLUMNS} WHERE a.id = %(attempt)s"
_OF_ENTRY = f"{_COLUMNS} WHERE a.chain = %(chain)s AND a.sequence = %(sequence)s ORDER BY a.made_at, a.id"
_WORDS = """
    SELECT at, state, source, trouble FROM payments_card_attempt_event
    WHERE organization_id = %(organization)s AND attempt = %(attempt)s
    ORDER BY at, CASE state WHEN 'pending' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END, source
"""
_HOLDS = """
    SELECT a.id, a.made_at, a.expires_at, p.timezone, p.name, t.code, c.name, a.label, a.terminal_name, a.brand,
        a.last_four, coalesce(raised.amount, a.amount), a.currency
    FROM payments_card_attempt a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    JOIN tills_till t ON t.organization_id = a.organization_id AND t.id = a.till_id
    LEFT JOIN identity_employee c ON c.organization_id = a.organization_id AND c.id = a.cashier
    LEFT JOIN LATERAL (
        SELECT max(r.amount) AS amount FROM payments_card_attempt r
        WHERE r.organization_id = a.organization_id AND r.reverses = a.id AND r.kind = 'increase'
          AND r.state = 'approved'
    ) raised ON true
    WHERE a.organization_id = %(organization)s AND (%(store)s::uuid IS NULL OR a.store_id = %(store)s)
      AND a.kind = 'reserve' AND a.state = 'approved'
      AND NOT EXISTS (SELECT FROM payments_card_attempt r
          WHERE r.organization_id = a.organization_id AND r.reverses = a.id AND r.state = 'approved'
            AND r.kind IN ('capture', 'release'))
    ORDER BY a.expires_at NULLS LAST, a.made_at, a.id LIMIT 200
"""
_UNSETTLED = f"""
    SELECT count(*) FILTER (WHERE a.standing IN ('pending', 'unknown')), count(*) FILTER (WHERE a.standing = 'free'),
        (SELECT count(*) FROM payments_card_attempt o
         WHERE o.organization_id = %(organization)s AND o.offline = 'waiting'),
        (SELECT count(*) FROM payments_card_attempt o
         WHERE o.organization_id = %(organization)s AND o.offline = 'refused')
    FROM ({_ATTEMPTS}) a WHERE a.chain IS NULL AND a.state IN ('pending', 'unknown', 'approved')
"""  # noqa: S608
