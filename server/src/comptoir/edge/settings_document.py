"""The settings document: who the till is, where it stands, who works there, how things are taxed today."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from django.conf import settings

from comptoir.edge.customers import cards_mark
from comptoir.edge.database import Connection
from comptoir.edge.deposit_settings import DepositSettings, VoucherPatternSettings, read_deposit_settings
from comptoir.edge.exemption_settings import (
    ExemptCustomerSettings,
    ExemptionSettings,
    read_exempt_customers,
    read_exemption_settings,
)
from comptoir.edge.fiscal_settings import FiscalSettings, read_fiscal_settings
from comptoir.edge.goods_settings import RestrictionSettings, read_goods_settings
from comptoir.edge.inherited import read_inherited
from comptoir.edge.people import CashierSettings, PeopleSettings, read_people
from comptoir.edge.place_settings import PlacesSettings, read_place_settings
from comptoir.edge.problems import Problem
from comptoir.edge.receipt_settings import ReceiptSettings, read_receipt_settings
from comptoir.edge.tender_settings import TenderSettings, read_tender_settings
from comptoir.journal import to_base64url
from comptoir.kernel import currency_exponent
from comptoir.sales.entries import Sender

READ_PLACE = """
    SELECT o.id AS organization_id, o.name AS organization_name, o.country, o.currency, o.locale,
        s.id AS store_id, s.name AS store_name, s.address, s.phone, s.timezone, s.price_mode,
        s.day_starts_minute, s.opening_hours, s.first_tab, s.training_only, s.returns_in_cash,
        l.name AS entity_name, l.registration, l.tax_number, t.id AS till_id, t.code, t.name AS till_name
    FROM tills_till t
    JOIN platform_store s ON s.organization_id = t.organization_id AND s.id = t.store_id
    JOIN platform_legalentity l ON l.organization_id = s.organization_id AND l.id = s.legal_entity_id
    JOIN platform_organization o ON o.id = t.organization_id
    WHERE t.organization_id = $1 AND t.id = $2
"""
READ_TAX_RATES = """
    SELECT * FROM (
        SELECT DISTINCT ON (c.id) r.category, r.rate_ppm, c.name, c.position, c.id
        FROM tax_taxclass c JOIN tax_taxrate r ON r.organization_id = c.organization_id AND r.tax_class_id = c.id
        WHERE c.organization_id = $1 AND r.valid_from <= $2
        ORDER BY c.id, r.valid_from DESC
    ) rates ORDER BY position, name, id
"""
# What is dated ahead: the till switches by itself, on the line or not.
READ_TAX_CHANGES = """
    SELECT tax_class_id, valid_from, category, rate_ppm FROM tax_taxrate
    WHERE organization_id = $1 AND valid_from > $2 ORDER BY valid_from, tax_class_id
"""
READ_CATEGORIES = """
    SELECT id, name, color, position, parent_id, restriction FROM catalog_category
    WHERE organization_id = $1 AND NOT is_ended
    ORDER BY position, name, id
"""
READ_CUSTOMER_GROUPS = """
    SELECT id, name, is_staff FROM catalog_customergroup WHERE organization_id = $1 AND NOT is_ended ORDER BY name, id
"""
# A store's own row wins over the organization's with the same prefix.
READ_SCALE_LABELS = """
    SELECT DISTINCT ON (prefix) prefix, item_digits, value_digits, kind, decimals, has_inner_check
    FROM catalog_scalelabel
    WHERE organization_id = $1 AND (store_id IS NULL OR store_id = $2) AND ended_position IS NULL
    ORDER BY prefix, store_id IS NULL
"""

# An agent without an address serves its own machine only; tills of other machines have nothing to ask there.
READ_AGENTS = """
    SELECT id, name, address, public_key FROM tills_agent
    WHERE organization_id = $1 AND store_id = $2 AND revoked_at IS NULL AND address <> '' ORDER BY name, id
"""


class Named(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class HoursSettings(msgspec.Struct, frozen=True):
    """A stretch of a day (0 is Monday), in minutes after midnight."""

    weekday: int
    opens: int
    closes: int


class StoreSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    id: UUID
    name: str
    address: list[str]
    timezone: str
    day_starts_minute: int
    opening_hours: list[HoursSettings]
    phone: str = ""
    # What the selling screen begins with, and the duty of the country that Comptoir can't fulfil here yet.
    first_tab: str = "articles"
    training_only: str = ""
    # Goods without a receipt are paid back as store credit, or also in cash.
    returns_in_cash: bool = False


class LegalEntitySettings(msgspec.Struct, frozen=True):
    name: str
    registration: str
    tax_number: str


class TillSettings(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    name: str


class TaxRateSettings(msgspec.Struct, frozen=True):
    category: str
    rate_ppm: int
    name: str
    tax_class: UUID


class TaxChangeSettings(msgspec.Struct, frozen=True):
    """The rate of a class from the midnight of the store on which `valid_from` begins."""

    tax_class: UUID
    valid_from: date
    category: str
    rate_ppm: int


class CategorySettings(msgspec.Struct, frozen=True, omit_defaults=True):
    id: UUID
    name: str
    color: str
    position: int
    parent: UUID | None = None
    restriction: str = ""


class CustomerGroupSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    id: UUID
    name: str
    is_staff: bool = False


class ScaleLabelSettings(msgspec.Struct, frozen=True):
    prefix: str
    item_digits: int
    value_digits: int
    kind: str
    decimals: int
    has_inner_check: bool


class AgentSettings(msgspec.Struct, frozen=True):
    """An agent of the till's store: where it is asked, and the key that signs its answers."""

    id: UUID
    name: str
    address: str
    public_key: str


class SettingsDocument(msgspec.Struct, frozen=True):
    """As the device door describes it."""

    organization: Named
    store: StoreSettings
    legal_entity: LegalEntitySettings
    till: TillSettings
    country: str
    currency: str
    exponent: int
    price_mode: str
    locale: str
    tax_rates: list[TaxRateSettings]
    tax_changes: list[TaxChangeSettings]
    categories: list[CategorySettings]
    customer_groups: list[CustomerGroupSettings]
    cashiers: list[CashierSettings]
    people: PeopleSettings
    scale_labels: list[ScaleLabelSettings]
    favorites: list[str]
    modifier_groups: list[msgspec.Raw]
    restrictions: list[RestrictionSettings]
    public_address: str
    card_terminal: str
    receipt: ReceiptSettings
    agents: list[AgentSettings]
    tenders: TenderSettings
    bottle_deposits: list[DepositSettings]
    bottle_vouchers: list[VoucherPatternSettings]
    # Absent in most shops; what may be absent stands last.
    places: PlacesSettings | msgspec.UnsetType = msgspec.UNSET
    exemptions: list[ExemptionSettings] | msgspec.UnsetType = msgspec.UNSET
    exempt_customers: list[ExemptCustomerSettings] | msgspec.UnsetType = msgspec.UNSET
    # Customers carry cards: the mark of the list that a till asks for (`edge.customers`).
    customer_cards: str | msgspec.UnsetType = msgspec.UNSET
    # What the country's plugin tells this till.
    fiscal: FiscalSettings | msgspec.UnsetType = msgspec.UNSET


async def read_settings(connection: Connection, sender: Sender) -> SettingsDocument:
    """The settings of an enrolled till, inside a reading."""
    organization = sender.organization
    place = await connection.fetchrow(READ_PLACE, organization, sender.till)
    if place is None:
        raise Problem(404, "edge.not_found")
    today = _today(place["timezone"])
    rates = await connection.fetch(READ_TAX_RATES, organization, today)
    changes = await connection.fetch(READ_TAX_CHANGES, organization, today)
    categories = await connection.fetch(READ_CATEGORIES, organization)
    groups = await connection.fetch(READ_CUSTOMER_GROUPS, organization)
    counts = await read_inherited(connection, organization, place["store_id"], sender.till)
    people = await read_people(
        connection, organization, store=place["store_id"], till=sender.till, chain=sender.chain, counts=counts
    )
    goods = await read_goods_settings(connection, organization, place["store_id"], place["country"])
    bottles = await read_deposit_settings(connection, organization, place["store_id"], today)
    scale_labels = await connection.fetch(READ_SCALE_LABELS, organization, place["store_id"])
    agents = await connection.fetch(READ_AGENTS, organization, place["store_id"])
    return SettingsDocument(
        organization=Named(place["organization_id"], place["organization_name"]),
        store=StoreSettings(
            place["store_id"],
            place["store_name"],
            place["address"].splitlines(),
            place["timezone"],
            place["day_starts_minute"],
            msgspec.json.decode(place["opening_hours"], type=list[HoursSettings]),
            place["phone"],
            place["first_tab"],
            place["training_only"],
            place["returns_in_cash"],
        ),
        legal_entity=LegalEntitySettings(place["entity_name"], place["registration"], place["tax_number"]),
        till=TillSettings(place["till_id"], place["code"], place["till_name"]),
        country=place["country"],
        currency=place["currency"],
        exponent=currency_exponent(place["currency"]),
        price_mode=place["price_mode"],
        locale=place["locale"],
        tax_rates=[TaxRateSettings(row["category"], row["rate_ppm"], row["name"], row["id"]) for row in rates],
        tax_changes=[TaxChangeSettings(*row) for row in changes],
        categories=[
            CategorySettings(
                row["id"], row["name"], row["color"], row["position"], row["parent_id"], row["restriction"]
            )
            for row in categories
        ],
        customer_groups=[CustomerGroupSettings(*row) for row in groups],
        cashiers=people.cashiers,
        people=people.settings,
        scale_labels=[ScaleLabelSettings(*row) for row in scale_labels],
        favorites=goods.favorites,
        modifier_groups=goods.modifier_groups,
        restrictions=goods.restrictions,
        public_address=settings.PUBLIC_ADDRESS,
        card_terminal=settings.COMPTOIR_CARD_TERMINAL,
        receipt=await read_receipt_settings(connection, organization, place["store_id"], counts),
        agents=[
            AgentSettings(row["id"], row["name"], row["address"], to_base64url(row["public_key"])) for row in agents
        ],
        tenders=await read_tender_settings(
            connection,
            organization,
            store=place["store_id"],
            country=place["country"],
            currency=place["currency"],
            today=today,
            counts=counts,
        ),
        places=await read_place_settings(connection, organization, place["store_id"]),
        exemptions=await read_exemption_settings(connection, organization),
        exempt_customers=await read_exempt_customers(connection, organization, today),
        bottle_deposits=bottles.deposits,
        bottle_vouchers=bottles.vouchers,
        customer_cards=await cards_mark(connection, organization),
        fiscal=await read_fiscal_settings(connection, organization, sender.till),
    )


def _today(timezone: str) -> date:
    """The store's day: a rate that begins on the first begins at its midnight."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now(UTC).date()
    return datetime.now(zone).date()
