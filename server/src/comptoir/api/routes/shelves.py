"""What holds for many articles: questions, limits of age, deposits on containers, machines' vouchers, scale labels."""

from typing import Annotated

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.shapes.articles import Categories, Category
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.shelves import (
    CategoryRestriction,
    ClosedHours,
    Deposit,
    Deposits,
    DepositTerms,
    ModifierGroup,
    ModifierGroups,
    ModifierTerms,
    NewDeposit,
    NewModifierGroup,
    NewScaleLabel,
    NewVoucherPattern,
    Restricted,
    RestrictedCategory,
    Restriction,
    Restrictions,
    RestrictionTerms,
    ScaleLabel,
    ScaleLabels,
    VoucherPattern,
    VoucherPatterns,
)
from comptoir.api.wishes import Kept, told, wish
from comptoir.catalog.bottle_deposits import bottle_deposits, voucher_patterns
from comptoir.catalog.commands import (
    AddScaleLabel,
    EndCategory,
    EndModifierGroup,
    ForgetRestriction,
    RemoveScaleLabel,
    RestrictCategory,
    SaveModifierGroup,
    SetRestriction,
)
from comptoir.catalog.deposit_commands import (
    AddBottleVoucherPattern,
    EndBottleDeposit,
    EndBottleVoucherPattern,
    SaveBottleDeposit,
)
from comptoir.catalog.operations import (
    add_voucher_pattern,
    end_bottle_deposit,
    end_modifier_group,
    end_voucher_pattern,
    forget_restriction,
    restrict_category,
    save_bottle_deposit,
    save_modifier_group,
    set_restriction,
)
from comptoir.catalog.public import (
    add_scale_label,
    categories,
    end_category,
    lock_catalog,
    remove_scale_label,
    scale_labels,
)
from comptoir.catalog.restrictions import OwnRule, law_of
from comptoir.catalog.traits import modifier_groups, own_restrictions, restricted_categories
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view

door = Door(tags=["Shelves, questions and deposits"])
SEE, EDIT = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS
GROUPS = Kept(ModifierGroup, modifier_groups, lock_catalog)
DEPOSITS = Kept(Deposit, bottle_deposits, lock_catalog)
PATTERNS = Kept(VoucherPattern, voucher_patterns, lock_catalog)
SCALES = Kept(ScaleLabel, scale_labels, lock_catalog)


@door.writes("DELETE", "/categories/{category}", permission=EDIT, answer=Categories, summary="Take an empty shelf off")
def delete_category(caller: Caller, category: Id) -> Categories:
    end_category(wish(EndCategory, caller, category=category))
    return Categories(categories=told(Category, categories()))


@door.reads("/modifier-groups", permission=SEE, answer=ModifierGroups, summary="Questions asked with articles")
def get_modifier_groups(_caller: Caller) -> ModifierGroups:
    return ModifierGroups(modifier_groups=GROUPS.all())


@door.writes("POST", "/modifier-groups", permission=EDIT, answer=ModifierGroup, status=201, summary="Make a question")
def add_modifier_group(caller: Caller, group: NewModifierGroup) -> ModifierGroup:
    key = GROUPS.fresh(group.id)
    save_modifier_group(wish(SaveModifierGroup, caller, group, id=key))
    return GROUPS.one(key)


@door.reads("/modifier-groups/{group}", permission=SEE, answer=ModifierGroup, summary="One question")
def get_modifier_group(_caller: Caller, group: Id) -> ModifierGroup:
    return GROUPS.one(group)


@door.writes(
    "PUT", "/modifier-groups/{group}", permission=EDIT, answer=ModifierGroup, needs_match=True,
    summary="State how a question stands from now on",
)  # fmt: skip
def put_modifier_group(caller: Caller, group: Id, terms: ModifierTerms) -> ModifierGroup:
    GROUPS.match(caller, group)
    save_modifier_group(wish(SaveModifierGroup, caller, terms, id=group))
    return GROUPS.one(group)


@door.writes("DELETE", "/modifier-groups/{group}", permission=EDIT, answer=ModifierGroups, summary="Ask it no more")
def delete_modifier_group(caller: Caller, group: Id) -> ModifierGroups:
    end_modifier_group(wish(EndModifierGroup, caller, id=group))
    return ModifierGroups(modifier_groups=GROUPS.all())


@door.reads("/restrictions", permission=SEE, answer=Restrictions, summary="Limits of age and hours")
def get_restrictions(_caller: Caller) -> Restrictions:
    return _restrictions()


@door.writes(
    "PUT", "/restrictions/{code}", permission=EDIT, answer=Restrictions,
    summary="What the shop, or one store, says of a kind of goods",
)  # fmt: skip
def put_restriction(
    caller: Caller, code: Restricted, terms: RestrictionTerms, store: Annotated[Id | None, Query()] = None
) -> Restrictions:
    set_restriction(wish(SetRestriction, caller, terms, code=code, store=store))
    return _restrictions()


@door.writes("DELETE", "/restrictions/{code}", permission=EDIT, answer=Restrictions, summary="Let the law hold again")
def delete_restriction(
    caller: Caller, code: Restricted, store: Annotated[Id | None, Query()] = None
) -> Restrictions:  # fmt: skip
    forget_restriction(wish(ForgetRestriction, caller, code=code, store=store))
    return _restrictions()


@door.writes(
    "PUT", "/categories/{category}/restriction", permission=EDIT, answer=Restrictions,
    summary="What the law says about everything on a shelf",
)  # fmt: skip
def put_category_restriction(caller: Caller, category: Id, said: CategoryRestriction) -> Restrictions:
    restrict_category(wish(RestrictCategory, caller, said, category=category))
    return _restrictions()


@door.reads("/deposits", permission=SEE, answer=Deposits, summary="Containers with a deposit")
def get_deposits(_caller: Caller) -> Deposits:
    return Deposits(deposits=DEPOSITS.all())


@door.writes("POST", "/deposits", permission=EDIT, answer=Deposit, status=201, summary="Make a container")
def add_deposit(caller: Caller, deposit: NewDeposit) -> Deposit:
    key = DEPOSITS.fresh(deposit.id)
    save_bottle_deposit(wish(SaveBottleDeposit, caller, deposit, item=key))
    return DEPOSITS.one(key)


@door.reads("/deposits/{deposit}", permission=SEE, answer=Deposit, summary="One container")
def get_deposit(_caller: Caller, deposit: Id) -> Deposit:
    return DEPOSITS.one(deposit)


@door.writes(
    "PUT", "/deposits/{deposit}", permission=EDIT, answer=Deposit, needs_match=True,
    summary="State how a container stands from now on",
)  # fmt: skip
def put_deposit(caller: Caller, deposit: Id, terms: DepositTerms) -> Deposit:
    DEPOSITS.match(caller, deposit)
    save_bottle_deposit(wish(SaveBottleDeposit, caller, terms, item=deposit))
    return DEPOSITS.one(deposit)


@door.writes(
    "DELETE", "/deposits/{deposit}", permission=EDIT, answer=Deposits, summary="Take a container off the tills"
)
def delete_deposit(caller: Caller, deposit: Id) -> Deposits:
    end_bottle_deposit(wish(EndBottleDeposit, caller, item=deposit))
    return Deposits(deposits=DEPOSITS.all())


@door.reads("/voucher-patterns", permission=SEE, answer=VoucherPatterns, summary="How machines write their vouchers")
def get_voucher_patterns(_caller: Caller) -> VoucherPatterns:
    return VoucherPatterns(voucher_patterns=PATTERNS.all())


@door.writes(
    "POST", "/voucher-patterns", permission=EDIT, answer=VoucherPattern, status=201,
    summary="Let tills read a machine's vouchers",
)  # fmt: skip
def add_one_voucher_pattern(caller: Caller, pattern: NewVoucherPattern) -> VoucherPattern:
    key = PATTERNS.fresh(pattern.id)
    add_voucher_pattern(wish(AddBottleVoucherPattern, caller, pattern, id=key))
    return PATTERNS.one(key)


@door.writes(
    "DELETE", "/voucher-patterns/{pattern}", permission=EDIT, answer=VoucherPatterns,
    summary="Let tills read such vouchers no longer",
)  # fmt: skip
def delete_voucher_pattern(caller: Caller, pattern: Id) -> VoucherPatterns:
    end_voucher_pattern(wish(EndBottleVoucherPattern, caller, id=pattern))
    return VoucherPatterns(voucher_patterns=PATTERNS.all())


@door.reads("/scale-labels", permission=SEE, answer=ScaleLabels, summary="How scales write into barcodes")
def get_scale_labels(_caller: Caller) -> ScaleLabels:
    return ScaleLabels(scale_labels=SCALES.all())


@door.writes(
    "POST", "/scale-labels", permission=EDIT, answer=ScaleLabel, status=201, summary="Let tills read a scale's labels"
)
def add_one_scale_label(caller: Caller, label: NewScaleLabel) -> ScaleLabel:
    key = SCALES.fresh(label.id)
    add_scale_label(wish(AddScaleLabel, caller, label, id=key))
    return SCALES.one(key)


@door.writes(
    "DELETE", "/scale-labels/{label}", permission=EDIT, answer=ScaleLabels,
    summary="Let tills read such labels as ordinary codes again",
)  # fmt: skip
def delete_scale_label(caller: Caller, label: Id) -> ScaleLabels:
    remove_scale_label(wish(RemoveScaleLabel, caller, id=label))
    return ScaleLabels(scale_labels=SCALES.all())


def _restrictions() -> Restrictions:
    law = [OwnRule(None, rule) for rule in law_of(organization_view().country)]
    own = own_restrictions()
    return Restrictions(
        restrictions=[_restriction(one, is_law=True) for one in law] + [_restriction(one, is_law=False) for one in own],
        categories=[
            RestrictedCategory(category=key, restriction=code) for key, code in sorted(restricted_categories().items())
        ],
    )


def _restriction(said: OwnRule, *, is_law: bool) -> Restriction:
    rule = said.rule
    return Restriction(
        code=rule.code, store=said.store, is_law=is_law, age=rule.age, closed=told(ClosedHours, rule.closed)
    )
