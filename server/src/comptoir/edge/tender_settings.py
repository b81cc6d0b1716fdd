"""How customers may pay at a till besides cash and card: a part of the settings document."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

import asyncpg
import msgspec

from comptoir.edge.database import Connection
from comptoir.kernel import currency_exponent
from comptoir.links.public import HOSTED
from comptoir.payments.providers.drivers import server_drivers
from comptoir.pricing import tender_limits

# A store's own kinds beside the organization's.
READ_TENDER_KINDS = """
    SELECT k.id, k.revision, k.kind, r.name, r.gives_change, r.opens_drawer, r.is_counted, r.amount_max,
        r.categories::text AS categories
    FROM payments_tender_kind k
    JOIN payments_tender_revision r ON r.organization_id = k.organization_id AND r.tender_kind_id = k.id
        AND r.number = k.revision
    WHERE k.organization_id = $1 AND k.is_active AND (k.store_id IS NULL OR k.store_id = $2)
    ORDER BY k.place, k.id
"""
# The rate that counts today and those that are dated ahead: the till switches by itself. A store's own rate wins.
READ_EXCHANGE_RATES = """
    SELECT currency, valid_from, rate_ppm FROM (
        SELECT DISTINCT ON (currency, valid_from) currency, valid_from, rate_ppm,
            lead(valid_from) OVER (PARTITION BY currency ORDER BY valid_from) AS next_from
        FROM payments_exchange_rate
        WHERE organization_id = $1 AND (store_id IS NULL OR store_id = $2)
        ORDER BY currency, valid_from, store_id IS NULL
    ) rates WHERE next_from IS NULL OR next_from > $3
    ORDER BY currency, valid_from
"""
READ_PAYMENT_POLICY = """
    SELECT p.has_gift_cards, p.kept_ppm, p.quote_days, p.voucher_tax_class, (
        SELECT ARRAY[r.category, r.rate_ppm::text] FROM tax_taxrate r
        WHERE r.organization_id = p.organization_id AND r.tax_class_id = p.voucher_tax_class AND r.valid_from <= $2
        ORDER BY r.valid_from DESC LIMIT 1
    ) AS rate
    FROM payments_policy p WHERE p.organization_id = $1
"""
READ_CODE_ACCOUNTS = """
    SELECT id, scheme, name, facts::text AS facts, may_finish FROM payments_code_account
    WHERE organization_id = $1 AND is_active AND (store_id IS NULL OR store_id = $2)
    ORDER BY place, id
"""
# Those whose provider has a page to pay on.
READ_LINK_ACCOUNTS = """
    SELECT id, name FROM payments_provider_account
    WHERE organization_id = $1 AND is_active AND driver = ANY($2::text[])
    ORDER BY name, id
"""
READ_WALLETS = """
    SELECT t.id, t.name, a.driver FROM payments_provider_terminal t
    JOIN payments_provider_account a ON a.organization_id = t.organization_id AND a.id = t.account_id
    WHERE t.organization_id = $1 AND t.store_id = $2 AND t.is_active AND a.is_active AND a.driver = ANY($3::text[])
    ORDER BY t.name, t.id
"""
READ_HAS_ACCOUNTS = """
    SELECT EXISTS (SELECT 1 FROM customers_customer WHERE organization_id = $1 AND credit_limit IS NOT NULL)
"""
_SCANNING = [one.id for one in server_drivers() if one.scans]
# Where nothing was decided.
QUOTE_DAYS = 30


class TenderKindSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the shop's own kinds of tender, in its newest revision."""

    id: UUID
    revision: int
    kind: str
    name: str
    gives_change: bool
    opens_drawer: bool
    is_counted: bool
    categories: list[UUID]
    amount_max: int | None = None


class LimitSettings(msgspec.Struct, frozen=True):
    """What a law allows of a kind of tender, from a day on."""

    kind: str
    valid_from: date
    amount_max: int
    basis: Literal["part", "total"]


class RateSettings(msgspec.Struct, frozen=True):
    """What one unit of a currency is worth from a day on, in millionths of the till's."""

    currency: str
    exponent: int
    valid_from: date
    rate_ppm: int


class OrderSettings(msgspec.Struct, frozen=True):
    """What the shop keeps of an order that is given up, and for how many days a quote holds."""

    kept_ppm: int
    quote_days: int


class VoucherSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """How gift cards are taxed when they are sold. Without a tax class: not at all, but when they are redeemed."""

    tax_category: str
    tax_rate_ppm: int
    tax_class: UUID | None = None


class CodeAccountSettings(msgspec.Struct, frozen=True):
    """An account that customers pay into by a code, and what the code says of it."""

    id: UUID
    scheme: str
    name: str
    facts: dict[str, str]
    may_finish: bool


class LinkAccountSettings(msgspec.Struct, frozen=True):
    """An account through which customers pay a link."""

    id: UUID
    name: str


class WalletSettings(msgspec.Struct, frozen=True):
    """An account with a wallet whose customers show a code; `id` is that of the terminal that stands for it."""

    id: UUID
    name: str
    driver: str


class CardOfflineSettings(msgspec.Struct, frozen=True):
    """The shop bears what a bank refuses afterwards."""

    each: int
    day: int


class TenderSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """The part `tenders`."""

    kinds: list[TenderKindSettings]
    limits: list[LimitSettings]
    rates: list[RateSettings]
    tip_presets: list[int]
    tip_amounts: list[int]
    vouchers: VoucherSettings | None = None
    has_accounts: bool = False
    orders: OrderSettings | None = None
    codes: list[CodeAccountSettings] = []
    links: list[LinkAccountSettings] = []
    wallets: list[WalletSettings] = []
    # What a card terminal may take without its bank, of one card and in a day; absent: nothing.
    card_offline: CardOfflineSettings | None = None


async def read_tender_settings(
    connection: Connection,
    organization: UUID,
    *,
    store: UUID,
    country: str,
    currency: str,
    today: date,
    counts: Mapping[str, Any],
) -> TenderSettings:
    """The part, inside a reading; `counts` is what the till inherits."""
    kinds = await connection.fetch(READ_TENDER_KINDS, organization, store)
    rates = await connection.fetch(READ_EXCHANGE_RATES, organization, store, today)
    policy = await connection.fetchrow(READ_PAYMENT_POLICY, organization, today)
    codes = await connection.fetch(READ_CODE_ACCOUNTS, organization, store)
    links = await connection.fetch(READ_LINK_ACCOUNTS, organization, list(HOSTED))
    wallets = await connection.fetch(READ_WALLETS, organization, store, _SCANNING)
    return TenderSettings(
        [_kind(row) for row in kinds],
        [
            LimitSettings(limit.kind, limit.valid_from, limit.amount_max, limit.basis)
            for limit in tender_limits(country, currency)
        ],
        [RateSettings(row["currency"], currency_exponent(row["currency"]), *row[1:]) for row in rates],
        counts["tip_presets"],
        counts["tip_amounts"],
        None if policy is None or not policy["has_gift_cards"] else _vouchers(policy),
        await connection.fetchval(READ_HAS_ACCOUNTS, organization),
        OrderSettings(0, QUOTE_DAYS) if policy is None else OrderSettings(policy["kept_ppm"], policy["quote_days"]),
        [_code_account(row) for row in codes],
        [LinkAccountSettings(*row) for row in links],
        [WalletSettings(row["id"], row["name"], row["driver"]) for row in wallets],
        _card_offline(counts["card_offline_each"], counts["card_offline_day"]),
    )


def _card_offline(each: int, day: int) -> CardOfflineSettings | None:
    return CardOfflineSettings(each, day) if each and day else None


def _kind(row: asyncpg.Record) -> TenderKindSettings:
    return TenderKindSettings(
        id=row["id"],
        revision=row["revision"],
        kind=row["kind"],
        name=row["name"],
        gives_change=row["gives_change"],
        opens_drawer=row["opens_drawer"],
        is_counted=row["is_counted"],
        categories=msgspec.json.decode(row["categories"], type=list[UUID]),
        amount_max=row["amount_max"],
    )


def _code_account(row: asyncpg.Record) -> CodeAccountSettings:
    facts = msgspec.json.decode(row["facts"], type=dict[str, str])
    return CodeAccountSettings(row["id"], row["scheme"], row["name"], facts, row["may_finish"])


def _vouchers(policy: asyncpg.Record) -> VoucherSettings:
    if policy["voucher_tax_class"] is None or policy["rate"] is None:
        return VoucherSettings("O", 0)
    category, rate_ppm = policy["rate"]
    return VoucherSettings(category, int(rate_ppm), policy["voucher_tax_class"])
