"""Opening a shop: everything that it needs before its first sale, as one act."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import override

from comptoir.backoffice.beginning.errors import AlreadyOpen, CountryUnknown, TradeUnknown
from comptoir.backoffice.beginning.samples import Shelving, put_out
from comptoir.backoffice.beginning.trades import Trade, trade_of
from comptoir.backoffice.words import word
from comptoir.catalog.public import add_rate
from comptoir.countries import Country, DatedTax, Duty, TaxKind, country_of, duty_of
from comptoir.identity.commands import AddEmployee, AddMembership, CreateUser
from comptoir.identity.public import Role, add_employee, add_membership, create_user, has_users
from comptoir.platform import audit
from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization
from comptoir.platform.public import add_legal_entity, add_store, found_organization
from comptoir.platform.tenancy import as_one
from comptoir.staff.commands import SetUpRoles
from comptoir.staff.public import set_up_roles
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.public import add_tax_class
from comptoir.tills.commands import CreateTill
from comptoir.tills.public import create_till

LOCK = "comptoir.beginning"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShop:
    """What the assistant asked. `is_exempt`: the owner says that the exception of the country's duty is theirs."""

    organization: UUID
    country: str
    trade: str
    language: str
    name: str
    address: str
    owner: str
    password: str
    is_exempt: bool
    with_samples: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """Who may sign in, and the two tills that wait for a device."""

    owner: UUID
    counter: UUID
    phone: UUID


@dataclass(frozen=True, slots=True)
class Plan:
    """What country and trade decide: shown before it is done."""

    country: Country
    trade: Trade
    taxes: tuple[DatedTax, ...]
    duty: Duty | None
    is_exempt: bool

    @property
    def training_only(self) -> str:
        return self.duty.code if self.duty is not None and not self.is_exempt else ""


def plan_for(country: str, trade: str, day: date, *, is_exempt: bool = False) -> Plan:
    """Taxes with the trade's own first, for an amount without an article takes the first; and what is missing."""
    facts, kind = country_of(country), trade_of(trade)
    if facts is None:
        raise CountryUnknown(country=country[:2])
    if kind is None:
        raise TradeUnknown
    duty = duty_of(country, trade, day)
    is_exempt = is_exempt and duty is not None and duty.exemption != ""
    if duty is not None and is_exempt and duty.is_untaxed:
        taxes: tuple[DatedTax, ...] = (
            DatedTax(TaxKind.EXEMPT, 0, facts.taxes[0].valid_from, duty.untaxed_source, "E"),
        )
    else:
        first = facts.tax_of(kind.goods)
        taxes = tuple(sorted(facts.taxes, key=lambda tax: tax.kind is not first))
    return Plan(facts, kind, taxes, duty, is_exempt)


def open_shop(command: OpenShop) -> Opened:
    """Make organization, store, owner, roles, taxes, samples and tills, or nothing at all.

    It needs no permission, for there is nobody yet who could give it: the door asks for the set-up code, and here the
    database says whether somebody was first.
    """
    plan = plan_for(command.country, command.trade, _local_day(command), is_exempt=command.is_exempt)
    with as_one(command.organization), override(command.language):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK])
        if has_users():
            raise AlreadyOpen
        _found(command, plan)
        owner = _hire(command, plan)
        classes = _add_taxes(command, plan, owner)
        if command.with_samples:
            put_out(
                Shelving(
                    organization=command.organization,
                    person=owner,
                    trade=plan.trade,
                    country=plan.country,
                    classes=classes,
                    day=_local_day(command),
                )
            )
        return Opened(owner, *_add_tills(command, owner))


def first_till(organization: UUID, code: str) -> UUID:
    """The till of that code that the assistant makes."""
    return uuid5(organization, f"till {code}")


def _local_day(command: OpenShop) -> date:
    facts = country_of(command.country)
    return command.now.astimezone(ZoneInfo(facts.timezone if facts else "UTC")).date()


def _id(command: OpenShop, name: str) -> UUID:
    return uuid5(command.organization, name)


def _found(command: OpenShop, plan: Plan) -> None:
    facts = plan.country
    found_organization(
        FoundOrganization(
            organization=command.organization,
            name=command.name,
            country=facts.code,
            currency=facts.currency,
            locale=facts.locale(command.language),
            person=_id(command, "owner"),
        )
    )
    entity = _id(command, "legal entity")
    add_legal_entity(
        AddLegalEntity(
            organization=command.organization,
            id=entity,
            name=command.name,
            registration="",
            tax_number="",
            person=_id(command, "owner"),
        )
    )
    add_store(
        AddStore(
            organization=command.organization,
            id=_id(command, "store"),
            legal_entity=entity,
            name=command.name,
            address=command.address,
            timezone=facts.timezone,
            price_mode="gross",
            first_tab=plan.trade.first_tab,
            training_only=plan.training_only,
            person=_id(command, "owner"),
        )
    )


def _hire(command: OpenShop, plan: Plan) -> UUID:
    owner, name = _id(command, "owner"), command.owner.strip()
    create_user(CreateUser(id=owner, email=name, name=name, password=command.password, language=command.language))
    add_membership(
        AddMembership(
            organization=command.organization,
            person=None,
            id=_id(command, "owner's membership"),
            user=owner,
            role=Role.OWNER,
        )
    )
    add_employee(
        AddEmployee(
            organization=command.organization, person=owner, id=_id(command, "owner at tills"), name=name, user=owner
        )
    )
    set_up_roles(SetUpRoles(organization=command.organization, person=owner, trade=plan.trade.habits))
    if plan.is_exempt and plan.duty is not None:
        audit.record("shop.exemption_declared", person=owner, subject=plan.duty.code, source=plan.duty.source)
    return owner


def _add_taxes(command: OpenShop, plan: Plan, owner: UUID) -> dict[TaxKind, UUID]:
    classes: dict[TaxKind, UUID] = {}
    for place, tax in enumerate(plan.taxes):
        tax_class = classes[tax.kind] = _id(command, f"tax class {tax.kind}")
        add_tax_class(
            AddTaxClass(
                organization=command.organization,
                person=owner,
                id=tax_class,
                name=word("tax_kind", tax.kind),
                position=place,
            )
        )
        add_rate(
            AddRate(
                organization=command.organization,
                person=owner,
                id=_id(command, f"tax rate {tax.kind}"),
                tax_class=tax_class,
                category=tax.category,
                rate_ppm=tax.rate_ppm,
                valid_from=tax.valid_from,
            )
        )
    return classes


def _add_tills(command: OpenShop, owner: UUID) -> tuple[UUID, UUID]:
    """Two, so that this device and a phone can both sell within the first minutes."""
    counter, phone = first_till(command.organization, "A1"), first_till(command.organization, "A2")
    for till, code, name in (
        (counter, "A1", word("first_till", "counter")),
        (phone, "A2", word("first_till", "phone")),
    ):
        create_till(
            CreateTill(
                organization=command.organization,
                id=till,
                store=_id(command, "store"),
                code=code,
                name=name,
                person=owner,
            )
        )
    return counter, phone
