"""Commissions: rules, and what people earned by them."""

from comptoir.accounting.public import earnings
from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.routes.books import First, Last
from comptoir.api.shapes.commissions import (
    CommissionRule,
    CommissionRuleList,
    Earning,
    EarningList,
    NewCommissionRule,
    RuleEnd,
)
from comptoir.api.shapes.common import Id
from comptoir.commissions.commands import AddRule, EndRule
from comptoir.commissions.public import RuleView, add_rule, end_rule, rules
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.public import organization_view, stores

door = Door(tags=["Commissions"])
SEE, DECIDE = Permission.SEE_REPORTS, Permission.MANAGE_TEAM


@door.reads("/commissions", permission=SEE, answer=EarningList, summary="What people earned by selling")
def get_commissions(_caller: Caller, first: First, last: Last) -> EarningList:
    found = [
        Earning(
            employee=row.earned.employee, store=row.earned.store, rule=row.earned.rule, day=row.earned.day,
            booked=row.booked, base=row.earned.base, quantity_milli=row.earned.quantity_milli,
            amount=row.earned.amount, unknown=row.earned.unknown, closing=row.closing,
        )
        for row in earnings(stores(), first, last)
    ]  # fmt: skip
    return EarningList(currency=organization_view().currency, total=sum(row.amount for row in found), earnings=found)


@door.reads("/commission-rules", permission=SEE, answer=CommissionRuleList, summary="Rules of commissions")
def get_commission_rules(_caller: Caller) -> CommissionRuleList:
    return CommissionRuleList(rules=[_rule(rule) for rule in rules()])


@door.writes("POST", "/commission-rules", permission=DECIDE, answer=CommissionRule, status=201, summary="Begin a rule")
def add_commission_rule(caller: Caller, rule: NewCommissionRule) -> CommissionRule:
    key = rule.id or new_uuid7()
    add_rule(
        AddRule(
            organization=caller.organization, person=caller.person, id=key, employee=rule.employee, role=rule.role,
            category=rule.category, item=rule.item, basis=rule.basis, rate_ppm=rule.rate_ppm, amount=rule.amount,
            valid_from=rule.valid_from,
        )
    )  # fmt: skip
    return _standing(key)


@door.writes(
    "POST", "/commission-rules/{rule}/end", permission=DECIDE, answer=CommissionRule, summary="Say when a rule ends"
)
def end_commission_rule(caller: Caller, rule: Id, end: RuleEnd) -> CommissionRule:
    end_rule(EndRule(organization=caller.organization, person=caller.person, rule=rule, last=end.last))
    return _standing(rule)


def _standing(key: Id) -> CommissionRule:
    found = next((rule for rule in rules() if rule.id == key), None)
    if found is None:
        raise Unknown
    return _rule(found)


def _rule(rule: RuleView) -> CommissionRule:
    return CommissionRule(
        id=rule.id, employee=rule.employee, role=rule.role, category=rule.category, item=rule.item, basis=rule.basis,
        rate_ppm=rule.rate_ppm, amount=rule.amount, valid_from=rule.valid_from, valid_until=rule.valid_until,
    )  # fmt: skip
