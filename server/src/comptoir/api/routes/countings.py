"""Counting by several people at once; and what is bought again when little is left."""

from uuid import UUID

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.countings import (
    CountDecision,
    CountedLine,
    Counting,
    CountingLines,
    Countings,
    NewCounting,
    NewRecipient,
    Recipient,
    Recipients,
    ReorderRule,
    ReorderRules,
    ReorderTerms,
    Suggestion,
    Suggestions,
    Tally,
)
from comptoir.api.wishes import Kept, check_store, told, wish
from comptoir.catalog.public import items_named
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.purchasing.commands import AddRecipient, RemoveRecipient, SetReorderRule
from comptoir.purchasing.public import (
    add_recipient,
    recipients,
    remove_recipient,
    reorder_views,
    set_reorder_rule,
    suggestions,
)
from comptoir.stock.commands import BeginCounting, BookCounting, DropCounting, TallyGoods
from comptoir.stock.public import (
    begin_counting,
    book_counting,
    counted_rows,
    counting_view,
    countings,
    drop_counting,
    tally,
)

door = Door(tags=["Counting and reordering"])
SEE, COUNT, EDIT = Permission.SEE_STOCK, Permission.COUNT_STOCK, Permission.MANAGE_STOCK
RECIPIENTS = Kept(Recipient, recipients)


@door.reads("/countings", permission=COUNT, answer=Countings, summary="Countings, the open ones first")
def get_countings(_caller: Caller) -> Countings:
    return Countings(countings=told(Counting, countings()))


@door.writes("POST", "/countings", permission=EDIT, answer=CountingLines, status=201, summary="Begin to count")
def add_counting(caller: Caller, counting: NewCounting) -> CountingLines:
    key = counting.id or new_uuid7()
    begin_counting(wish(BeginCounting, caller, counting, id=key))
    return _counting(key)


@door.reads("/countings/{counting}", permission=COUNT, answer=CountingLines, summary="One, with what was counted")
def get_counting(_caller: Caller, counting: Id) -> CountingLines:
    return _counting(counting)


@door.writes(
    "POST", "/countings/{counting}/tallies", permission=COUNT, answer=CountingLines, status=201,
    summary="Add what somebody counted; several may at once",
)  # fmt: skip
def add_tally(caller: Caller, counting: Id, sheet: Tally) -> CountingLines:
    tally(wish(TallyGoods, caller, sheet, counting=counting, sheet=sheet.sheet or new_uuid7()))
    return _counting(counting)


@door.writes(
    "POST", "/countings/{counting}/book", permission=EDIT, answer=CountingLines, summary="Let what was counted hold"
)
def book_one_counting(caller: Caller, counting: Id, booking: CountDecision) -> CountingLines:
    book_counting(wish(BookCounting, caller, booking, counting=counting))
    return _counting(counting)


@door.writes(
    "POST", "/countings/{counting}/drop", permission=EDIT, answer=CountingLines, summary="Let nothing of it hold"
)
def drop_one_counting(caller: Caller, counting: Id) -> CountingLines:
    drop_counting(wish(DropCounting, caller, counting=counting))
    return _counting(counting)


@door.reads("/articles/{article}/reordering", permission=SEE, answer=ReorderRules, summary="When it is bought again")
def get_reorder_rules(_caller: Caller, article: Id) -> ReorderRules:
    if not items_named([article]):
        raise Unknown
    return ReorderRules(rules=told(ReorderRule, reorder_views(article)))


@door.writes(
    "PUT", "/articles/{article}/reordering/{store}", permission=EDIT, answer=ReorderRules,
    summary="Set an article's reorder point in a store, or leave it to the sales",
)  # fmt: skip
def put_reorder_rule(caller: Caller, article: Id, store: Id, terms: ReorderTerms) -> ReorderRules:
    set_reorder_rule(wish(SetReorderRule, caller, terms, item=article, store=store))
    return ReorderRules(rules=told(ReorderRule, reorder_views(article)))


@door.reads("/stores/{store}/suggestions", permission=SEE, answer=Suggestions, summary="What should be bought again")
def get_suggestions(_caller: Caller, store: Id) -> Suggestions:
    check_store(store)
    return Suggestions(suggestions=told(Suggestion, suggestions([store])))


@door.reads("/stock-recipients", permission=SEE, answer=Recipients, summary="Who is told by mail what runs low")
def get_recipients(_caller: Caller) -> Recipients:
    return Recipients(recipients=RECIPIENTS.all())


@door.writes("POST", "/stock-recipients", permission=EDIT, answer=Recipient, status=201, summary="Tell one more")
def add_one_recipient(caller: Caller, recipient: NewRecipient) -> Recipient:
    key = RECIPIENTS.fresh(recipient.id)
    add_recipient(wish(AddRecipient, caller, recipient, id=key))
    return RECIPIENTS.one(key)


@door.writes("DELETE", "/stock-recipients/{recipient}", permission=EDIT, answer=Recipients, summary="Tell them no more")
def delete_recipient(caller: Caller, recipient: Id) -> Recipients:
    remove_recipient(wish(RemoveRecipient, caller, id=recipient))
    return Recipients(recipients=RECIPIENTS.all())


def _counting(key: UUID) -> CountingLines:
    view = counting_view(key)
    if view is None:
        raise Unknown
    rows = counted_rows(view) if view.state == "open" else []
    return CountingLines(**Counting.from_orm(view).dict(), lines=told(CountedLine, rows))
