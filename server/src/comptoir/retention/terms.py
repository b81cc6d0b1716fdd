"""From when on something is over: pure. What the law asks, what the shop said, and a clock."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from comptoir.fiscal.plugin import LegalTerm
from comptoir.platform.keeping import RULES, Rule, Unit
from comptoir.platform.privacy import Kept
from comptoir.retention.errors import TermTooLong, TermTooShort

# What no clock of Comptoir takes away: sealed books and what is written from them, and who did what.
FOR_EVER = (Kept.JOURNAL, Kept.INVOICES, Kept.BOOKS, Kept.TRACE)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long each class stays in one shop. `said`: by the shop; `legal`: at least, by its country's law."""

    said: Mapping[Kept, int]
    legal: Sequence[LegalTerm]
    zone: str

    def law(self, kept: Kept) -> LegalTerm | None:
        return next((term for term in self.legal if term.kept is kept), None)

    def amount(self, kept: Kept) -> int | None:
        """In the rule's unit; null while the shop has to say it first."""
        rule = RULES[kept]
        said = self.said.get(kept)
        if said is None:
            return None if rule.waits else rule.usual
        # The law may have grown since it was said.
        return max(said, self.least(kept))

    def least(self, kept: Kept) -> int:
        """The shortest that may be said."""
        rule = RULES[kept]
        if not rule.is_law:
            return rule.least
        law = self.law(kept)
        return rule.usual if law is None else max(rule.least, law.months)

    def usual(self, kept: Kept) -> int:
        """What is proposed."""
        return max(RULES[kept].usual, self.least(kept))

    def check(self, kept: Kept, amount: int) -> None:
        """Refuse what is shorter than the law or longer than anybody needs."""
        rule, law = RULES[kept], self.law(kept)
        least = self.least(kept)
        if amount < least:
            source = law.source if rule.is_law and law is not None else rule.source
            raise TermTooShort(field=kept.value, least=least, unit=rule.unit.value, source=source)
        if amount > rule.most:
            raise TermTooLong(field=kept.value, most=rule.most, unit=rule.unit.value)

    def before(self, kept: Kept, now: datetime) -> datetime | None:
        """What ended before this is over; null: nothing is."""
        amount = self.amount(kept)
        return None if amount is None else self.moment(kept, amount, now)

    def moment(self, kept: Kept, amount: int, now: datetime) -> datetime:
        law = self.law(kept) if RULES[kept].is_law else None
        return over_before(RULES[kept], amount, now.astimezone(ZoneInfo(self.zone)), law)


def over_before(rule: Rule, amount: int, now: datetime, law: LegalTerm | None = None) -> datetime:
    """The moment before which something must have ended to be over `now`, on the shop's clock."""
    if rule.unit is Unit.DAY:
        return (now.astimezone(UTC) - timedelta(days=amount)).astimezone(now.tzinfo)
    back = months_before(now, amount)
    if law is not None and law.from_year_end:
        return back.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return back


def months_before(now: datetime, months: int) -> datetime:
    """The same day and hour of an earlier month; of a shorter month its last day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))
