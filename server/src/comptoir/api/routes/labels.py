"""Many articles at once: prices as one batch, codes of the shop's own, labels that wait and labels that hang."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string
from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id, Limit
from comptoir.api.shapes.goods import (
    Articles,
    CatalogPosition,
    GivenCode,
    GivenCodes,
    HungLabels,
    LabelCount,
    LabelFile,
    LeftLine,
    PriceBatch,
    PricesChanged,
    PriceSpan,
    RowChange,
    RowChanges,
    RowsChanged,
    UncodedArticle,
    UncodedArticles,
    WaitingLabel,
    WaitingLabels,
    WantedLabels,
)
from comptoir.api.wishes import check_store, told, wish
from comptoir.catalog.code_commands import GIVEN_MAX, GiveCodes
from comptoir.catalog.label_facts import items_without_code
from comptoir.catalog.operations import BadRow, change_prices, edit_rows, give_codes, take_back_prices
from comptoir.catalog.operations import PricesChanged as Changed
from comptoir.catalog.public import ItemView, items_named, lock_catalog
from comptoir.catalog.row_commands import ChangePrices, EditRows, RowEdit, RowState, TakeBackPrices
from comptoir.identity.public import Permission
from comptoir.labels.commands import HangLabels, WantLabels
from comptoir.labels.public import (
    SHEETS,
    Label,
    hang_labels,
    labels_zpl,
    newest_position,
    sheet_pdf,
    waiting_labels,
    want_labels,
)
from comptoir.platform.public import organization_view, shop_day, stores

door = Door(tags=["Prices, codes and labels"])
SEE, EDIT = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS
PDF, ZPL = "application/pdf", "application/octet-stream"


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


@door.asks("/stores/{store}/labels/pdf", permission=EDIT, answer=PDF, summary="Labels of some articles, as sheets")
def get_label_sheets(caller: Caller, store: Id, labels: LabelFile) -> HttpResponse:
    with caller.reading():
        found, shop = labels_in(caller, store, labels.articles, labels.copies), organization_view()
        content = sheet_pdf(
            found, SHEETS[labels.sheet], title=shop.name, language=shop.locale[:2], skipped=labels.skipped
        )
    return _file(content, PDF, "labels.pdf")


@door.asks(
    "/stores/{store}/labels/zpl", permission=EDIT, answer=ZPL,
    summary="Labels of some articles, in the language of label printers",
)  # fmt: skip
def get_label_commands(caller: Caller, store: Id, labels: LabelFile) -> HttpResponse:
    with caller.reading():
        content = labels_zpl(labels_in(caller, store, labels.articles, labels.copies), SHEETS[labels.sheet])
    return _file(content, ZPL, "labels.zpl")


@door.writes(
    "POST", "/article-rows", permission=EDIT, answer=RowsChanged,
    summary="Change names, shelves, taxes, prices or sale of many articles, each by itself",
)  # fmt: skip
def change_article_rows(caller: Caller, changes: RowChanges) -> RowsChanged:
    lock_catalog()
    day = shop_day(caller.now)
    known = items_named([row.article for row in changes.rows], day=day)
    edits = [_edit(row, known[row.article]) for row in changes.rows if row.article in known]
    done = edit_rows(
        EditRows(organization=caller.organization, person=caller.person, lines=tuple(edits), day=day)
    )  # fmt: skip
    lost = [BadRow(row.article, Unknown()) for row in changes.rows if row.article not in known]
    return RowsChanged(
        changed=done.changed, left=[LeftLine(article=row.item, code=row.refusal.code) for row in (*done.bad, *lost)]
    )


def _edit(row: RowChange, item: ItemView) -> RowEdit:
    """Only what is named is compared and written: of the rest, what was and what shall be are what stands."""
    stands = RowState(
        name=item.name, category=item.category, tax_class=item.tax_class, unit_price=item.unit_price,
        is_archived=item.is_archived,
    )  # fmt: skip
    was = row.was.named()
    return RowEdit(item=item.id, before=replace(stands, **was), after=replace(stands, **{**was, **row.shall.named()}))


def labels_in(caller: Caller, store: UUID, articles: Sequence[UUID], copies: int) -> Sequence[Label]:
    """What is to be printed of these articles in a store, each so many times."""
    place = next((one for one in stores() if one.id == store), None)
    if place is None:
        raise Unknown
    # What a label says is the pages' to word; doors do not know each other.
    labels_of = import_string(settings.LABEL_TEXTS)
    found: list[Label] = labels_of(articles, store=place, organization=organization_view(), now=caller.now)
    return [label for label in found for _ in range(copies)]


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _changed(found: Changed) -> PricesChanged:
    return PricesChanged(
        first=found.first, last=found.last, changed=found.changed,
        left=[LeftLine(article=row.item, code=row.refusal.code) for row in found.bad],
    )  # fmt: skip
