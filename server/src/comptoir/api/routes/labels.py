"""Many articles at once: prices as one batch, codes of the shop's own, labels that wait and labels that hang."""

from typing import Annotated

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.shapes.common import Id, Limit
from comptoir.api.shapes.goods import (
    Articles,
    CatalogPosition,
    GivenCode,
    GivenCodes,
    HungLabels,
    LabelCount,
    LeftLine,
    PriceBatch,
    PricesChanged,
    PriceSpan,
    UncodedArticle,
    UncodedArticles,
    WaitingLabel,
    WaitingLabels,
    WantedLabels,
)
from comptoir.api.wishes import check_store, told, wish
from comptoir.catalog.code_commands import GIVEN_MAX, GiveCodes
from comptoir.catalog.label_facts import items_without_code
from comptoir.catalog.operations import PricesChanged as Changed
from comptoir.catalog.operations import change_prices, give_codes, take_back_prices
from comptoir.catalog.row_commands import ChangePrices, TakeBackPrices
from comptoir.identity.public import Permission
from comptoir.labels.commands import HangLabels, WantLabels
from comptoir.labels.public import hang_labels, newest_position, waiting_labels, want_labels

door = Door(tags=["Prices, codes and labels"])
SEE, EDIT = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS


@door.reads("/catalog", permission=SEE, answer=CatalogPosition, summary="Where the catalogue's feed stands")
def get_catalog(_caller: Caller) -> CatalogPosition:
    return CatalogPosition(position=newest_position())


@door.writes(
    "POST", "/prices", permission=EDIT, answer=PricesChanged, summary="State new prices of many articles at once"
)
def add_prices(caller: Caller, batch: PriceBatch) -> PricesChanged:
    return _changed(change_prices(wish(ChangePrices, caller, batch)))


@door.writes(
    "POST", "/prices/take-back", permission=EDIT, answer=PricesChanged,
    summary="Let the articles of a batch cost again what they did before",
)  # fmt: skip
def take_prices_back(caller: Caller, span: PriceSpan) -> PricesChanged:
    return _changed(take_back_prices(wish(TakeBackPrices, caller, span)))


@door.reads("/codes/missing", permission=EDIT, answer=UncodedArticles, summary="Articles that no reader finds")
def get_uncoded(_caller: Caller, category: Annotated[Id | None, Query()] = None) -> UncodedArticles:
    return UncodedArticles(articles=told(UncodedArticle, items_without_code(category=category, limit=GIVEN_MAX)))


@door.writes("POST", "/codes", permission=EDIT, answer=GivenCodes, summary="Give articles a code of the shop's own")
def add_codes(caller: Caller, articles: Articles) -> GivenCodes:
    return GivenCodes(given=told(GivenCode, give_codes(wish(GiveCodes, caller, articles))))


@door.reads("/stores/{store}/labels", permission=EDIT, answer=WaitingLabels, summary="Labels that wait to be printed")
def get_labels(caller: Caller, store: Id, limit: Limit = 50) -> WaitingLabels:
    check_store(store)
    waiting = told(WaitingLabel, waiting_labels(store, limit=limit))
    return WaitingLabels(labels=waiting, position=newest_position(), seen_at=caller.now)


@door.writes("POST", "/labels", permission=EDIT, answer=LabelCount, summary="Have labels printed anew")
def add_labels(caller: Caller, labels: WantedLabels) -> LabelCount:
    return LabelCount(labels=want_labels(wish(WantLabels, caller, labels)))


@door.writes(
    "POST", "/stores/{store}/labels/hang", permission=EDIT, answer=CatalogPosition, summary="Say that labels hang"
)
def hang_store_labels(caller: Caller, store: Id, labels: HungLabels) -> CatalogPosition:
    hang_labels(wish(HangLabels, caller, labels, store=store))
    return CatalogPosition(position=newest_position())


def _changed(found: Changed) -> PricesChanged:
    return PricesChanged(
        first=found.first, last=found.last, changed=found.changed,
        left=[LeftLine(article=row.item, code=row.refusal.code) for row in found.bad],
    )  # fmt: skip
