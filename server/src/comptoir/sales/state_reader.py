"""Reads what `decide` must know about a batch, inside the transaction that will write it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from comptoir.catalog.prices import PriceAt
from comptoir.sales import statements as sql
from comptoir.sales.bodies import Reference, SaleBody, StatedTender
from comptoir.sales.components import read_components
from comptoir.sales.corrections import READ_SETTLED
from comptoir.sales.entries import Code, Received, sender_of
from comptoir.sales.giving_back import READ_CASH_LEFT, names_paid_sale
from comptoir.sales.price_cache import Histories, PriceCache
from comptoir.sales.state import (
    AllowanceState,
    AloneMovement,
    Head,
    Held,
    OriginalLine,
    Place,
    Settled,
    State,
    StoreRate,
    TaxCalendar,
    TenderRule,
    VoucherState,
)
from comptoir.sales.tenders import vouchers_of
from comptoir.tax.calendar import DatedRate

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class StateReader:
    """Reads over the ledger's connection and remembers prices."""

    def __init__(self, connection: Connection, prices: PriceCache) -> None:
        self._connection = connection
        self._prices = prices

    async def find_chains(self, batch: Sequence[Received]) -> None:
        """Entries of another enrolment of the same till: a replaced chain stays open for late entries."""
        strangers = [received for received in batch if received.is_of_another_chain]
        if not strangers:
            return
        async with self._connection.transaction():
            await self._connection.execute(set_organizations({r.sender.organization for r in strangers}))
            found = await self._connection.fetch(
                sql.READ_ENROLMENTS,
                [received.sender.organization for received in strangers],
                [received.sender.till for received in strangers],
                [received.chain for received in strangers],
            )
        chains = {row["chain_id"]: row for row in found}
        for received in strangers:
            row = chains.get(received.chain)
            if row is None or row["till_id"] != received.sender.till:
                received.code = Code.UNKNOWN_CHAIN
            else:
                received.sender, received.is_verified = sender_of(row), False

    async def lock_heads(self, batch: Sequence[Received], state: State) -> None:
        chains = {received.sender.chain: received.sender.organization for received in batch}
        found = await self._connection.fetch(sql.LOCK_HEADS, list(chains.values()), list(chains))
        for row in found:
            chain, sequence, digest, device_time, boot, monotonic_ms, has_quarantine, is_revoked, *store = row
            state.heads[chain] = Head(
                sequence, digest.hex(), device_time, boot, monotonic_ms, has_quarantine, is_revoked, *store
            )

    async def read_places(self, batch: Sequence[Received], state: State) -> None:
        """Read what stands around the entries that do not simply follow their head."""
        crooked = crooked_entries(batch, state.heads)
        if not crooked:
            return
        places: set[tuple[UUID, UUID, int]] = set()
        digests: set[tuple[UUID, UUID, bytes]] = set()
        for received in crooked:
            sender = received.sender
            digests.add((sender.organization, sender.till, bytes.fromhex(received.digest)))
            if received.envelope is not None:
                sequence = received.envelope.sequence
                places.add((sender.organization, sender.chain, sequence))
                places.add((sender.organization, sender.chain, sequence - 1))
                previous = bytes.fromhex(received.envelope.previous)
                digests.add((sender.organization, sender.till, previous))
        for row in await self._connection.fetch(sql.READ_STORED, *columns(places, 3)):
            state.stored.setdefault(Place(row["chain_id"], row["sequence"]), set()).add(row["digest"])
        for row in await self._connection.fetch(sql.READ_HELD, *columns(digests, 3)):
            state.held[row["till_id"], row["digest"]] = Held(Code(row["code"]), row["chain"], row["sequence"])

    async def read_originals(self, batch: Sequence[Received], state: State) -> None:
        """Read the sales that refunds name, and lock them against another till's refund of the same goods."""
        wanted = _places(_named_sales(batch, lambda *_: True))
        if not wanted:
            return
        await self._connection.execute(sql.LOCK_ORIGINALS, [_lock_key(row[3]) for row in wanted])
        for row in await self._connection.fetch(sql.READ_ORIGINALS, *columns(wanted, 4)):
            reference = Reference(row["chain"], row["sequence"], row["digest"])
            state.originals.setdefault(reference, {})[row["number"]] = OriginalLine(
                row["quantity_milli"],
                row["unit_price"],
                row["amount"],
                row["tax_category"],
                row["tax_rate_ppm"],
                row["refunded_milli"],
            )
            state.sold_by[reference] = row["till_id"]

        await read_components(self._connection, wanted, state)
        await self._read_settled(batch, state)
        await self._read_cash_left(batch, state)

    async def _read_cash_left(self, batch: Sequence[Received], state: State) -> None:
        named = _named_sales(batch, names_paid_sale)
        state.cash_left = {reference: None for _, reference in named}
        wanted = _places(named)
        if not wanted:
            return
        for row in await self._connection.fetch(READ_CASH_LEFT, *columns(wanted, 4)):
            state.cash_left[Reference(row["chain"], row["sequence"], row["digest"])] = row["cash"]

    async def _read_settled(self, batch: Sequence[Received], state: State) -> None:
        """Read how the sales that corrections name were settled; they are locked as refunded ones are."""
        named = _named_sales(batch, lambda kind, _: kind == "tender_correction")
        wanted = _places(named)
        state.settled = {reference: Settled() for _, reference in named}
        if not wanted:
            return
        for row in await self._connection.fetch(READ_SETTLED, *columns(wanted, 4)):
            settled = state.settled[Reference(row["chain"], row["sequence"], row["digest"])]
            settled.kind, settled.due, settled.session = row["kind"], row["due"], row["session"]
            settled.take([(row["tender"], row["amount"])])

    async def read_tenders(self, batch: Sequence[Received], state: State) -> None:
        """Read what rare tenders name; lock the vouchers, so that two tills never redeem the same money."""
        rare = [
            (received.sender.organization, received.body)
            for received in batch
            if received.has_rare_tenders and isinstance(received.body, SaleBody)
        ]
        tenders = [(organization, tender) for organization, sale in rare for tender in sale.tenders]
        rules = {(org, tender.tender, tender.revision or 0) for org, tender in tenders if tender.tender is not None}
        if rules:
            await self._read_rules(rules, state)
        currencies = {(org, tender.currency) for org, tender in tenders if tender.foreign_amount is not None}
        if currencies:
            for organization, currency, *rate in await self._connection.fetch(sql.READ_RATES, *columns(currencies, 2)):
                known = state.rates.get((organization, currency), ())
                state.rates[organization, currency] = (*known, StoreRate(*rate))
        allowances = {(org, tender.allowance) for org, tender in tenders if tender.allowance is not None}
        if allowances:
            for organization, allowance, *facts in await self._connection.fetch(
                sql.READ_ALLOWANCES, *columns(allowances, 2)
            ):
                state.allowances[organization, allowance] = AllowanceState(*facts)
        vouchers = {(organization, voucher) for organization, sale in rare for voucher in vouchers_of(sale)}
        if vouchers:
            await self._connection.execute(sql.LOCK_VOUCHERS, [_lock_key(voucher.bytes) for _, voucher in vouchers])
            for organization, voucher, *facts in await self._connection.fetch(sql.READ_VOUCHERS, *columns(vouchers, 2)):
                state.vouchers[organization, voucher] = VoucherState(*facts)
        await self._read_alone([(org, tender) for org, tender in tenders if tender.allowance is not None], state)

    async def _read_alone(self, tenders: list[tuple[UUID, StatedTender]], state: State) -> None:
        """What the cards paid without a network already: at any till, because none could know of another."""
        since: dict[tuple[UUID, UUID], datetime] = {}
        for organization, tender in tenders:
            assert tender.allowance is not None
            allowance = state.allowances.get((organization, tender.allowance))
            if allowance is not None and tender.voucher is not None:
                key = (organization, tender.voucher)
                since[key] = min(allowance.issued_at, since.get(key, allowance.issued_at))
        if since:
            wanted = [(*key, at) for key, at in since.items()]
            for organization, voucher, *facts in await self._connection.fetch(sql.READ_ALONE, *columns(wanted, 3)):
                state.alone.setdefault((organization, voucher), []).append(AloneMovement(*facts))

    async def _read_rules(self, rules: set[tuple[UUID, UUID, int]], state: State) -> None:
        for organization, tender, revision, kind, amount_max, categories in await self._connection.fetch(
            sql.READ_TENDER_RULES, *columns(rules, 3)
        ):
            named = tuple(msgspec.json.decode(categories, type=list[str]))
            state.tender_rules[organization, tender, revision] = TenderRule(kind, amount_max, named)

    async def read_unreceipted(self, batch: Sequence[Received], state: State) -> None:
        """What came back without a receipt is limited by the day: ask what the day has seen."""
        since: dict[tuple[UUID, UUID | None, UUID | None], datetime] = {}
        for received in batch:
            body, envelope = received.body, received.envelope
            if isinstance(body, SaleBody) and body.without_receipt and envelope is not None:
                key = (received.sender.organization, body.session, body.cashier)
                at = datetime.fromisoformat(envelope.device_time)
                since[key] = min(at, since.get(key, at))
        if since:
            wanted = [(*key, at) for key, at in since.items()]
            rows = await self._connection.fetch(sql.READ_UNRECEIPTED, *columns(wanted, 4))
            for organization, session, cashier, given in rows:
                state.unreceipted[organization, session, cashier] = given

    async def read_prices(self, batch: Sequence[Received], state: State) -> None:
        """Give the state each named item's history; read those that are not remembered."""
        wanted: dict[UUID, set[UUID]] = {}
        for received in batch:
            if isinstance(received.body, SaleBody) and received.envelope is not None:
                organization = received.sender.organization
                if not self._prices.covers(organization, received.envelope.catalog_position):
                    self._prices.forget(organization)
                items = wanted.setdefault(organization, set())
                items.update(article for line in received.body.lines for article in line.articles)
        missing = {
            organization: found
            for organization, items in wanted.items()
            if (found := self._prices.missing(organization, items))
        }
        if missing:
            await self._load_prices(missing)
        for organization, items in wanted.items():
            for item in items:
                history = self._prices.get(organization, item)
                if history is not None:
                    state.prices[organization, item] = history
            self._recall_calendar(organization, state)

    def recall_prices(self, batch: Sequence[Received], state: State) -> bool:
        """The same from memory alone; False when something must be read."""
        prices = state.prices
        for received in batch:
            sale = received.body
            if not isinstance(sale, SaleBody):
                continue
            assert received.envelope is not None
            organization = received.sender.organization
            if not self._prices.covers(organization, received.envelope.catalog_position):
                return False
            for item in (article for line in sale.lines for article in line.articles):
                if (organization, item) in prices:
                    continue
                history = self._prices.get(organization, item)
                if history is None:
                    return False
                prices[organization, item] = history
            self._recall_calendar(organization, state)
        return True

    def _recall_calendar(self, organization: UUID, state: State) -> None:
        calendar = self._prices.calendar(organization)
        if calendar is not None:
            state.calendars[organization] = calendar

    async def _load_prices(self, missing: dict[UUID, set[UUID]]) -> None:
        """The position first: prices that are committed meanwhile are newer than it and do no harm."""
        positions = await self._connection.fetch(sql.READ_FEED_POSITIONS, list(missing))
        pairs = [(organization, item) for organization, items in missing.items() for item in items]
        histories: dict[UUID, dict[UUID, list[PriceAt]]] = {organization: {} for organization in missing}
        for organization, item, *price in await self._connection.fetch(sql.READ_PRICES, *columns(pairs, 2)):
            history = histories[organization].setdefault(item, [])
            if price[0] is not None:
                history.append(PriceAt(*price))
        calendars = await self._read_calendars(list(missing))
        for organization, position in positions:
            known: Histories = {item: tuple(history) for item, history in histories[organization].items()}
            self._prices.remember(organization, position, known, calendars.get(organization))

    async def _read_calendars(self, organizations: list[UUID]) -> dict[UUID, TaxCalendar]:
        rates: dict[UUID, dict[UUID, list[DatedRate]]] = {}
        for organization, tax_class, *rate in await self._connection.fetch(sql.READ_DATED_RATES, organizations):
            rates.setdefault(organization, {}).setdefault(tax_class, []).append(DatedRate(*rate))
        if not rates:
            return {}
        zones: dict[UUID, dict[UUID, str]] = {organization: {} for organization in rates}
        for organization, store, zone in await self._connection.fetch(sql.READ_TIMEZONES, list(rates)):
            zones[organization][store] = zone
        return {
            organization: TaxCalendar(
                {tax_class: tuple(dated) for tax_class, dated in found.items()}, zones[organization]
            )
            for organization, found in rates.items()
        }


def _named_sales(batch: Sequence[Received], is_asked: Callable[[str, SaleBody], bool]) -> set[tuple[UUID, Reference]]:
    """The sales that entries of a batch name, where its kind and body are asked about."""
    return {
        (received.sender.organization, received.body.refers_to)
        for received in batch
        if isinstance(received.body, SaleBody)
        and received.body.refers_to is not None
        and received.envelope is not None
        and is_asked(received.envelope.kind, received.body)
    }


def _places(named: Iterable[tuple[UUID, Reference]]) -> list[tuple[UUID, UUID, int, bytes]]:
    """Where they stand; what is named by no digest can't exist."""
    return [(org, ref.chain, ref.sequence, digest) for org, ref in named if (digest := ref.digest_bytes())]


def crooked_entries(batch: Sequence[Received], heads: Mapping[UUID, Head]) -> list[Received]:
    """Entries that do not follow the head of their chain, or the entry before them in this batch."""
    reached = {chain: (head.sequence, head.digest) for chain, head in heads.items() if not head.has_quarantine}
    crooked = []
    for received in batch:
        envelope = received.envelope
        chain = received.sender.chain
        if (
            received.code is None
            and envelope is not None
            and reached.get(chain) == (envelope.sequence - 1, envelope.previous)
        ):
            reached[chain] = (envelope.sequence, received.digest)
        else:
            crooked.append(received)
    return crooked


def columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    """Turn rows into the arrays that `unnest` takes."""
    return list(zip(*rows, strict=True)) or [()] * width


def set_organizations(organizations: Iterable[UUID]) -> str:
    # Hexadecimal digits and dashes only, so it can stand in the statement; SET takes no parameters.
    return f"SET LOCAL comptoir.organizations = '{','.join(map(str, organizations))}'"


def _lock_key(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big", signed=True)
