"""Customers: list, find, write down, change."""

from typing import Annotated
from uuid import UUID

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door, match
from comptoir.api.errors import AlreadyThere, Unknown
from comptoir.api.paging import cursor_of, parts_of, uuid_part
from comptoir.api.shapes.common import NO_NUL, Cursor, Id, Limit
from comptoir.api.shapes.customers import Customer, CustomerChange, CustomerPage, NewCustomer
from comptoir.customers.commands import SaveCustomer
from comptoir.customers.public import CustomerView, customer, list_customers, lock_customer, save_customer
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7

door = Door(tags=["Customers"])
SEE, EDIT = Permission.SEE_SALES, Permission.MANAGE_TILLS


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


def _saved(caller: Caller, key: UUID, said: NewCustomer | CustomerChange) -> Customer:
    save_customer(
        SaveCustomer(
            organization=caller.organization,
            person=caller.person,
            id=key,
            name=said.name,
            phone=said.phone,
            email=said.email,
            credit_limit=said.credit_limit,
            card=said.card,
            group=said.group,
        )
    )
    return _standing(key)


def _standing(key: UUID) -> Customer:
    view = customer(key)
    if view is None:
        raise Unknown
    return _customer(view)


def _customer(view: CustomerView) -> Customer:
    return Customer(
        id=view.id,
        name=view.name,
        phone=view.phone,
        email=view.email,
        credit_limit=view.credit_limit,
        card=view.card,
        group=view.group,
        created_at=view.created_at,
        erased_at=view.erased_at,
    )
