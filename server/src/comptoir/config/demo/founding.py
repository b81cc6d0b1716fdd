"""The shop before its first sale: organization, stores, team, taxes, articles, tills.

Everything goes through operations, as a person's clicks would, and every identifier is fixed: a repeat adds
only what is missing.
"""

from collections.abc import Callable
from datetime import date, timedelta

from comptoir.catalog.commands import AddCategory, AddProduct, ChangePrice, PublishSettings
from comptoir.catalog.operations import add_category, add_product, add_rate, change_price, publish_settings
from comptoir.config.demo.deposits import add_deposits
from comptoir.config.demo.exemptions import add_exemptions
from comptoir.config.demo.goods import ERAS, SHELVES, TAXES, goods, prices_in
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.labels import hang_first_labels
from comptoir.config.demo.offers import add_offers
from comptoir.config.demo.paying import add_ways_to_pay
from comptoir.config.demo.places import add_places
from comptoir.config.demo.shop import (
    CASHIERS,
    COUNTRY,
    CURRENCY,
    LEGAL_ENTITY,
    LEGAL_NAME,
    ORGANIZATION,
    ORGANIZATION_NAME,
    PARIS,
    REGISTRATION,
    STORES,
    TAX_NUMBER,
    TILLS,
    TIMEZONE,
    hours,
)
from comptoir.config.demo.specials import add_specials
from comptoir.config.demo.state import DemoState
from comptoir.identity.commands import AddEmployee, AddMembership, CreateUser
from comptoir.identity.operations import add_employee, add_membership, create_user
from comptoir.identity.roles import Role
from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization, SetStoreDay
from comptoir.platform.commands import Hours as OpenHours
from comptoir.platform.operations import add_legal_entity, add_store, found_organization, set_store_day
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.operations import add_tax_class

EMAIL = "adele@comptoir.example"
OWNER = identifier("user", "adele")
A_USUAL_MONDAY = date(2026, 3, 2)  # no public holiday in that week
DAY_STARTS_MINUTE = 4 * 60
RATES_VALID_FROM = date(2014, 1, 1)  # the day since which France's three rates are what they are

Step = Callable[[int, int], None]


def found(state: DemoState, step: Step) -> None:
    """Make the shop, and note the catalogue's position of each era of prices."""
    today = state.first_run.astimezone(PARIS).date()
    _found_company()
    _hire(state.password)
    _open_doors()
    _add_taxes()
    if not state.positions:
        state.positions = [_add_goods(today, step)]
        state.save()
    while len(state.positions) <= len(ERAS):
        state.positions.append(_change_prices(era_number=len(state.positions), today=today))
        state.save()
    if len(state.positions) == len(ERAS) + 1:
        state.positions.append(add_offers(OWNER))
        state.save()
    if len(state.positions) == len(ERAS) + 2:
        state.positions.append(add_deposits(today))
        state.save()
    add_ways_to_pay(OWNER)
    add_specials(today)
    add_places(OWNER)
    add_exemptions(OWNER)
    hang_first_labels(OWNER, state.positions[0], state.first_run)


def _found_company() -> None:
    found_organization(
        FoundOrganization(
            organization=ORGANIZATION, name=ORGANIZATION_NAME, country=COUNTRY, currency=CURRENCY, locale="fr-FR"
        )
    )
    add_legal_entity(
        AddLegalEntity(
            organization=ORGANIZATION,
            id=LEGAL_ENTITY,
            name=LEGAL_NAME,
            registration=REGISTRATION,
            tax_number=TAX_NUMBER,
        )
    )
    for store in STORES:
        add_store(
            AddStore(
                organization=ORGANIZATION,
                id=store.id,
                legal_entity=LEGAL_ENTITY,
                name=store.name,
                address=store.address,
                phone=store.phone,
                timezone=TIMEZONE,
                price_mode="gross",
            )
        )


def _hire(password: str) -> None:
    create_user(CreateUser(id=OWNER, email=EMAIL, name="Adèle", password=password, language="fr"))
    add_membership(
        AddMembership(
            organization=ORGANIZATION,
            person=None,
            id=identifier("membership", "adele"),
            user=OWNER,
            role=Role.OWNER,
        )
    )
    for cashier in CASHIERS:
        add_employee(
            AddEmployee(
                organization=ORGANIZATION,
                person=OWNER,
                id=cashier.id,
                name=cashier.name,
                color=cashier.color,
                user=OWNER if cashier.key == "adele" else None,
            )
        )


def _open_doors() -> None:
    """Each store's hours, as its tills keep them on a usual Monday, Tuesday, …"""
    for store in STORES:
        tills = [till for till in TILLS if till.store is store]
        week = [A_USUAL_MONDAY + timedelta(days=weekday) for weekday in range(7)]
        spans = []
        for day in week:
            known = [opening for till in tills if (opening := hours(till, day)) is not None]
            if known:
                opens, closes = min(each.opens for each in known), max(each.closes for each in known)
                spans.append(OpenHours(weekday=day.weekday(), opens=opens, closes=closes))
        set_store_day(
            SetStoreDay(
                organization=ORGANIZATION,
                person=OWNER,
                store=store.id,
                day_starts_minute=DAY_STARTS_MINUTE,
                opening_hours=tuple(spans),
            )
        )


def _add_taxes() -> None:
    for place, tax in enumerate(TAXES):
        add_tax_class(AddTaxClass(organization=ORGANIZATION, person=OWNER, id=tax.id, name=tax.name, position=place))
        add_rate(
            AddRate(
                organization=ORGANIZATION,
                person=OWNER,
                id=identifier("tax_rate", tax.key),
                tax_class=tax.id,
                category="S",
                rate_ppm=tax.rate_ppm,
                valid_from=RATES_VALID_FROM,
            )
        )


def _add_goods(today: date, step: Step) -> int:
    """Shelves and articles at the prices of the first day. Answers the catalogue's position then."""
    for shelf in SHELVES:
        add_category(
            AddCategory(
                organization=ORGANIZATION,
                person=OWNER,
                id=shelf.id,
                name=shelf.name,
                color=shelf.color,
                position=shelf.position,
            )
        )
    first_prices = prices_in(0)
    classes = {tax.rate_ppm: tax.id for tax in TAXES}
    for done, good in enumerate(goods(), start=1):
        add_product(
            AddProduct(
                organization=ORGANIZATION,
                person=OWNER,
                id=good.product,
                item=good.id,
                name=good.name,
                category=good.shelf.id,
                tax_class=classes[good.tax_rate_ppm],
                unit_price=first_prices[good.id],
                day=today,
                unit=good.unit,
                barcodes=(good.barcode,),
            )
        )
        step(done, len(goods()))
    return publish_settings(PublishSettings(organization=ORGANIZATION))


def _change_prices(*, era_number: int, today: date) -> int:
    """The prices of one morning. Answers the catalogue's position after them."""
    by_name = {good.name: good.id for good in goods()}
    prices = prices_in(era_number)
    position = 0
    for change in ERAS[era_number - 1].changes:
        item = by_name[change.name]
        position = change_price(
            ChangePrice(organization=ORGANIZATION, person=OWNER, item=item, unit_price=prices[item], day=today)
        )
    return position
