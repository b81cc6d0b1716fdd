"""Every write about commissions: rules, and what a closing keeps. No operation changes what was kept."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from comptoir.catalog.public import categories, item_view
from comptoir.commissions.commands import AddRule, EndRule
from comptoir.commissions.errors import DayClosed, RepeatDiffers, RuleInvalid, RuleUnknown
from comptoir.commissions.models import Kept, Period, Rule
from comptoir.commissions.queries import closed_until, kept, rule_view, worked_out
from comptoir.commissions.reckoning import MARGIN, NET, PIECE, PPM, Earned, differences
from comptoir.identity.public import cashiers
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.staff.public import roles

AMOUNT_MAX = 1_000_000_00


@operation
def add_rule(command: AddRule) -> None:
    """Begin a rule. Said twice, it is one."""
    wanted = Rule(
        organization_id=command.organization, id=command.id, employee_id=command.employee, role_id=command.role,
        category_id=command.category, item_id=command.item, basis=command.basis, rate_ppm=command.rate_ppm,
        amount=command.amount, valid_from=command.valid_from,
    )  # fmt: skip
    known = Rule.objects.filter(organization_id=command.organization, pk=command.id).first()
    if known is not None:
        was, now = rule_view(known), rule_view(wanted)
        if (was.employee, was.role, was.category, was.item, was.basis, was.rate_ppm, was.amount, was.valid_from) != (
            now.employee, now.role, now.category, now.item, now.basis, now.rate_ppm, now.amount, now.valid_from,
        ):  # fmt: skip
            raise RepeatDiffers(rule=str(command.id))
        return
    _check(command)
    _check_open(command.valid_from)
    wanted.save(force_insert=True)
    audit.record(
        "commissions.rule_added", person=command.person, subject=str(command.employee or command.organization),
        basis=command.basis, rate_ppm=command.rate_ppm, amount=command.amount, since=command.valid_from.isoformat(),
    )  # fmt: skip


@operation
def end_rule(command: EndRule) -> None:
    """Say on which day a rule held last; it can be said again as long as the days are open."""
    rule = (
        Rule.objects.select_for_update(of=("self",))
        .filter(organization_id=command.organization, pk=command.rule)
        .first()
    )
    if rule is None:
        raise RuleUnknown(rule=str(command.rule))
    if rule.valid_until == command.last:
        return
    # The days behind the end change, and those behind an end that was said before.
    ends = [day for day in (rule.valid_until, command.last) if day is not None]
    _check_open(min(ends) + timedelta(days=1))
    Rule.objects.filter(organization_id=command.organization, pk=command.rule).update(valid_until=command.last)
    audit.record(
        "commissions.rule_ended", person=command.person, subject=str(rule.employee_id or command.organization),
        until=command.last.isoformat(),
    )  # fmt: skip


def keep(
    closing: UUID,
    legal_entity: UUID,
    stores: Sequence[UUID],
    *,
    number: int,
    first: date,
    last: date,
    late_since: date | None,
) -> None:
    """Keep a period's commissions with its books, inside their operation. `late_since`: the first day of closed ones
    of which something came since; null: nothing did.
    """
    Period.objects.create(
        organization_id=current_organization(), id=closing, legal_entity_id=legal_entity, number=number, first=first,
        last=last,
    )  # fmt: skip
    own = [(row, row.day) for row in worked_out(stores, first, last)]
    beside = [(row, first) for row in late(stores, late_since, first - timedelta(days=1))]
    Kept.objects.bulk_create(
        Kept(
            organization_id=current_organization(), period_id=closing, number=place, store_id=row.store,
            employee=row.employee, rule=row.rule, day=row.day, booked=booked, base=row.base,
            quantity_milli=row.quantity_milli, amount=row.amount, unknown=row.unknown,
        )
        for place, (row, booked) in enumerate([*beside, *own], start=1)
    )  # fmt: skip


def release(closing: UUID) -> None:
    """What a closing kept counts no more: it was taken back."""
    Period.objects.filter(organization_id=current_organization(), pk=closing).update(is_released=True)


def late(stores: Sequence[UUID], since: date | None, through: date) -> list[Earned]:
    """What is earned on closed days beyond what was kept of them."""
    if since is None or since > through:
        return []
    return differences(
        worked_out(stores, since, through), [row.earned for row in kept(stores, since, through, by="day")]
    )


def _check(command: AddRule) -> None:
    is_piece = command.basis == PIECE
    fits = (
        command.basis in (NET, MARGIN, PIECE)
        and not (command.employee and command.role)
        and not (command.category and command.item)
        and (0 < command.amount <= AMOUNT_MAX and not command.rate_ppm if is_piece else not command.amount)
        and (is_piece or 0 < command.rate_ppm <= PPM)
    )
    known = fits and (
        (command.employee is None or command.employee in {one.id for one in cashiers()})
        and (command.role is None or command.role in {one.id for one in roles()})
        and (command.category is None or command.category in {one.id for one in categories()})
        and (command.item is None or item_view(command.item) is not None)
    )
    if not known:
        raise RuleInvalid


def _check_open(first: date) -> None:
    """Rules are of all companies: the day must be open in each."""
    if any(last >= first for last in closed_until().values()):
        raise DayClosed
