"""Customers: list, find, write down, change, forget; their cards, groups and exemptions."""

from typing import Annotated
from uuid import UUID

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door, match
from comptoir.api.errors import AlreadyThere, Unknown
from comptoir.api.paging import cursor_of, parts_of, uuid_part
from comptoir.api.shapes.common import NO_NUL, Cursor, Id, Limit
from comptoir.api.shapes.customers import (
    Account,
    Customer,
    CustomerChange,
    CustomerGrant,
    CustomerGroup,
    CustomerGroups,
    CustomerPage,
    Grant,
    GroupTerms,
    NewCustomer,
    NewCustomerGroup,
    NewGrant,
)
from comptoir.api.wishes import Kept, wish
from comptoir.catalog.commands import EndCustomerGroup, SaveCustomerGroup
from comptoir.catalog.public import customer_groups, end_customer_group, lock_catalog, save_customer_group
from comptoir.customers.commands import EndExemption, GrantExemption, IssueCard, SaveCustomer
from comptoir.customers.public import (
    CustomerView,
    customer,
    end_exemption,
    grant_exemption,
    issue_card,
    list_customers,
    lock_customer,
    save_customer,
    standing_exemption,
)
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.sales.credit import customer_row, open_orders

door = Door(tags=["Customers"])
SEE, EDIT = Permission.SEE_SALES, Permission.MANAGE_TILLS
# Groups are what rules of price are for: whoever makes those makes these.
SEE_GROUPS, EDIT_GROUPS = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS
GROUPS = Kept(CustomerGroup, lambda: customer_groups(with_ended=True), lock_catalog)


@door.reads("/customers", permission=SEE, answer=CustomerPage, summary="Customers in order of their making")
def get_customers(
    _caller: Caller,
    q: Annotated[
        str, Query(max_length=200, pattern=NO_NUL, description="A part of the name, phone, e-mail or card.")
    ] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> CustomerPage:
    start = uuid_part(parts_of(after, 1)[0]) if after else None
    found = list_customers(q, after=start, limit=limit + 1)
    shown = found[:limit]
    following = cursor_of(str(shown[-1].id)) if len(found) > limit else None
    return CustomerPage(customers=[_customer(view) for view in shown], next=following)


@door.writes("POST", "/customers", permission=EDIT, answer=Customer, status=201, summary="Write a customer down")
def add_customer(caller: Caller, customer: NewCustomer) -> Customer:
    key = customer.id or new_uuid7()
    if lock_customer(key) is not None:
        raise AlreadyThere
    return _saved(caller, key, customer)


@door.reads("/customers/{customer}", permission=SEE, answer=Customer, summary="One customer")
def get_customer(_caller: Caller, customer: Id) -> Customer:
    return _standing(customer)


@door.writes(
    "PUT", "/customers/{customer}", permission=EDIT, answer=Customer, needs_match=True, summary="Change a customer"
)
def put_customer(caller: Caller, customer: Id, change: CustomerChange) -> Customer:
    standing = lock_customer(customer)
    if standing is None:
        raise Unknown
    match(caller, _customer(standing))
    return _saved(caller, customer, change)


@door.reads("/customers/{customer}/account", permission=SEE, answer=Account, summary="What a customer owes on account")
def get_account(caller: Caller, customer: Id) -> Account:
    row = customer_row(caller.organization, customer)
    if row is None:
        raise Unknown
    orders = len(open_orders(caller.organization, customer))
    return Account(
        customer=row.id, balance=row.balance, credit_limit=row.credit_limit, oldest_at=row.oldest_at, open_orders=orders
    )


@door.writes(
    "POST", "/customers/{customer}/card", permission=EDIT, answer=Customer, status=201,
    summary="Give a customer a card with a code of the shop's own",
)  # fmt: skip
def add_card(caller: Caller, customer: Id) -> Customer:
    issue_card(wish(IssueCard, caller, customer=customer))
    return _standing(customer)


@door.reads(
    "/customers/{customer}/exemption", permission=SEE, answer=CustomerGrant, summary="Whether a customer owes no tax"
)
def get_grant(_caller: Caller, customer: Id) -> CustomerGrant:
    return _grant(customer)


@door.writes(
    "PUT", "/customers/{customer}/exemption", permission=EDIT, answer=CustomerGrant,
    summary="Say that a customer owes no tax, until a day",
)  # fmt: skip
def put_grant(caller: Caller, customer: Id, grant: NewGrant) -> CustomerGrant:
    lock_customer(customer)
    match(caller, _grant(customer), is_needed=False)
    grant_exemption(wish(GrantExemption, caller, grant, customer=customer, id=grant.id or new_uuid7()))
    return _grant(customer)


@door.writes(
    "DELETE", "/customers/{customer}/exemption", permission=EDIT, answer=CustomerGrant,
    summary="Take the tax again from now on",
)  # fmt: skip
def delete_grant(caller: Caller, customer: Id) -> CustomerGrant:
    end_exemption(wish(EndExemption, caller, customer=customer))
    return _grant(customer)


@door.reads("/customer-groups", permission=SEE_GROUPS, answer=CustomerGroups, summary="Groups of customers, by name")
def get_customer_groups(_caller: Caller) -> CustomerGroups:
    return CustomerGroups(customer_groups=GROUPS.all())


@door.writes(
    "POST", "/customer-groups", permission=EDIT_GROUPS, answer=CustomerGroup, status=201, summary="Make a group"
)
def add_customer_group(caller: Caller, group: NewCustomerGroup) -> CustomerGroup:
    key = GROUPS.fresh(group.id)
    save_customer_group(wish(SaveCustomerGroup, caller, group, id=key))
    return GROUPS.one(key)


@door.reads("/customer-groups/{customer_group}", permission=SEE_GROUPS, answer=CustomerGroup, summary="One group")
def get_customer_group(_caller: Caller, customer_group: Id) -> CustomerGroup:
    return GROUPS.one(customer_group)


@door.writes(
    "PUT", "/customer-groups/{customer_group}", permission=EDIT_GROUPS, answer=CustomerGroup, needs_match=True,
    summary="Name a group otherwise; one that ended holds again",
)  # fmt: skip
def put_customer_group(caller: Caller, customer_group: Id, terms: GroupTerms) -> CustomerGroup:
    GROUPS.match(caller, customer_group)
    save_customer_group(wish(SaveCustomerGroup, caller, terms, id=customer_group))
    return GROUPS.one(customer_group)


@door.writes(
    "POST", "/customer-groups/{customer_group}/end", permission=EDIT_GROUPS, answer=CustomerGroup,
    summary="Give a group up",
)  # fmt: skip
def end_one_customer_group(caller: Caller, customer_group: Id) -> CustomerGroup:
    end_customer_group(wish(EndCustomerGroup, caller, id=customer_group))
    return GROUPS.one(customer_group)


def _grant(key: UUID) -> CustomerGrant:
    _standing(key)
    view = standing_exemption(key)
    return CustomerGrant(exemption=Grant.from_orm(view) if view else None)


def _saved(caller: Caller, key: UUID, said: NewCustomer | CustomerChange) -> Customer:
    save_customer(wish(SaveCustomer, caller, said, id=key))
    return _standing(key)


def _standing(key: UUID) -> Customer:
    view = customer(key)
    if view is None:
        raise Unknown
    return _customer(view)


def _customer(view: CustomerView) -> Customer:
    return Customer.from_orm(view)
