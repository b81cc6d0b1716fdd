"""Articles: list, search, make, change, price, archive; shelves; taxes."""

from typing import Annotated
from uuid import UUID

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door, match
from comptoir.api.errors import AlreadyThere, Unknown
from comptoir.api.paging import cursor_of, parts_of, uuid_part
from comptoir.api.shapes.articles import (
    Article,
    ArticleChange,
    ArticlePage,
    Categories,
    Category,
    NewArticle,
    NewCategory,
    NewPrice,
    NewRange,
    RangeRow,
    Ranges,
)
from comptoir.api.shapes.common import NO_NUL, Cursor, Id, Limit
from comptoir.catalog.commands import (
    AddCategory,
    AddProduct,
    ArchiveProduct,
    ChangePrice,
    EditProduct,
    RestoreProduct,
)
from comptoir.catalog.operations import set_range
from comptoir.catalog.public import (
    After,
    CategoryView,
    ItemView,
    add_category,
    add_product,
    archive_product,
    categories,
    change_price,
    edit_product,
    item_view,
    lock_catalog,
    restore_product,
    search_items,
)
from comptoir.catalog.range_commands import RangeWord, SetRange
from comptoir.catalog.ranges import range_rules
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.public import shop_day

door = Door(tags=["Articles"])
SEE, EDIT = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS


@door.reads("/articles", permission=SEE, answer=ArticlePage, summary="Articles by name, or those that a search finds")
def list_articles(
    caller: Caller,
    q: Annotated[
        str,
        Query(
            max_length=200, pattern=NO_NUL, description="Words of the name, in any case and accent, or a whole barcode."
        ),
    ] = "",
    category: Annotated[Id | None, Query()] = None,
    archived: Annotated[bool, Query(description="Those that are archived, instead of those on sale.")] = False,
    after: Cursor = "",
    limit: Limit = 50,
) -> ArticlePage:
    start = None
    if after:
        folded, item = parts_of(after, 2)
        start = After(folded, uuid_part(item))
    page = search_items(
        q, category=category, is_archived=archived, after=start, limit=limit, day=shop_day(caller.now)
    )  # fmt: skip
    following = cursor_of(page.next.folded, str(page.next.item)) if page.next else None
    return ArticlePage(articles=[_article(view) for view in page.items], next=following)


@door.writes("POST", "/articles", permission=EDIT, answer=Article, status=201, summary="Put a new article on sale")
def add_article(caller: Caller, article: NewArticle) -> Article:
    command = AddProduct(
        organization=caller.organization,
        person=caller.person,
        id=new_uuid7(),
        item=article.id or new_uuid7(),
        name=article.name,
        category=article.category,
        tax_class=article.tax_class,
        unit_price=article.unit_price,
        day=shop_day(caller.now),
        unit=article.unit,
        barcodes=tuple(article.barcodes),
        is_open=article.is_open_price,
    )
    if not add_product(command).created:
        raise AlreadyThere
    return _standing(caller, command.item)


@door.reads("/articles/{article}", permission=SEE, answer=Article, summary="One article")
def get_article(caller: Caller, article: Id) -> Article:
    return _standing(caller, article)


@door.writes(
    "PATCH", "/articles/{article}", permission=EDIT, answer=Article, needs_match=True,
    summary="Change an article's name, shelf, tax, unit or barcodes",
)  # fmt: skip
def edit_article(caller: Caller, article: Id, change: ArticleChange) -> Article:
    standing = _locked(caller, article)
    match(caller, standing)
    edit_product(
        EditProduct(
            organization=caller.organization,
            person=caller.person,
            item=article,
            name=change.name or standing.name,
            category=change.category or standing.category,
            tax_class=change.tax_class or standing.tax_class,
            unit=standing.unit if change.unit is None else change.unit,
            barcodes=tuple(standing.barcodes if change.barcodes is None else change.barcodes),
            day=shop_day(caller.now),
        )
    )
    return _standing(caller, article)


@door.writes(
    "PUT", "/articles/{article}/price", permission=EDIT, answer=Article, needs_match=True,
    summary="State a new price, in every store or in one",
)  # fmt: skip
def set_price(caller: Caller, article: Id, price: NewPrice) -> Article:
    match(caller, _locked(caller, article))
    change_price(
        ChangePrice(
            organization=caller.organization,
            person=caller.person,
            item=article,
            unit_price=price.unit_price,
            day=shop_day(caller.now),
            store=price.store,
            is_open=price.is_open_price,
        )
    )
    return _standing(caller, article)


@door.writes("POST", "/articles/{article}/archive", permission=EDIT, answer=Article, summary="Take an article off sale")
def archive_article(caller: Caller, article: Id) -> Article:
    match(caller, _locked(caller, article), is_needed=False)
    archive_product(ArchiveProduct(organization=caller.organization, person=caller.person, item=article))
    return _standing(caller, article)


@door.writes("POST", "/articles/{article}/restore", permission=EDIT, answer=Article, summary="Put it on sale again")
def restore_article(caller: Caller, article: Id) -> Article:
    match(caller, _locked(caller, article), is_needed=False)
    restore_product(RestoreProduct(organization=caller.organization, person=caller.person, item=article))
    return _standing(caller, article)


@door.reads("/categories", permission=SEE, answer=Categories, summary="The shelves of the till")
def list_categories(_caller: Caller) -> Categories:
    return Categories(categories=[_category(view) for view in categories()])


@door.writes("POST", "/categories", permission=EDIT, answer=Category, status=201, summary="Make a shelf")
def make_category(caller: Caller, category: NewCategory) -> Category:
    command = AddCategory(
        organization=caller.organization,
        person=caller.person,
        id=category.id or new_uuid7(),
        name=category.name,
        color=category.color,
        position=category.position,
        parent=category.parent,
    )
    if not add_category(command).created:
        raise AlreadyThere
    return next(_category(view) for view in categories() if view.id == command.id)


def _locked(caller: Caller, item: UUID) -> Article:
    """As it stands, while nobody else can change it."""
    lock_catalog()
    return _standing(caller, item)


def _standing(caller: Caller, item: UUID) -> Article:
    view = item_view(item, day=shop_day(caller.now))
    if view is None:
        raise Unknown
    return _article(view)


def _article(view: ItemView) -> Article:
    return Article(
        id=view.id,
        name=view.name,
        category=view.category,
        category_name=view.category_name,
        tax_class=view.tax_class,
        tax_category=view.tax_category,
        tax_rate_ppm=view.tax_rate_ppm,
        unit=view.unit,
        barcodes=list(view.barcodes),
        unit_price=view.unit_price,
        is_open_price=view.is_open,
        is_archived=view.is_archived,
    )


def _category(view: CategoryView) -> Category:
    return Category(
        id=view.id, name=view.name, color=view.color, position=view.position, parent=view.parent
    )  # fmt: skip


@door.reads("/ranges", permission=SEE, answer=Ranges, summary="What stores carry")
def get_ranges(_caller: Caller) -> Ranges:
    return _ranges()


@door.writes("PUT", "/ranges", permission=EDIT, answer=Ranges, summary="Say what a store carries")
def put_ranges(caller: Caller, wanted: NewRange) -> Ranges:
    if any((word.category is None) == (word.article is None) for word in wanted.words):
        raise Unknown
    set_range(
        SetRange(
            organization=caller.organization, person=caller.person, store=wanted.store,
            words=tuple(
                RangeWord(category=word.category, item=word.article, is_in=word.is_in) for word in wanted.words
            ),
        )
    )  # fmt: skip
    return _ranges()


def _ranges() -> Ranges:
    return Ranges(
        words=[
            RangeRow(store=rule.store, category=rule.category, article=rule.item, is_in=rule.is_in)
            for rule in range_rules()
        ]
    )
