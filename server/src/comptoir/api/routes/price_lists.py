"""Rules of price: price lists with the own prices of articles, promotions, and their codes that are good once."""

from uuid import UUID

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.paging import cursor_of, parts_of
from comptoir.api.shapes.common import Cursor, Id, Limit
from comptoir.api.shapes.price_lists import (
    CouponCode,
    CouponCodePage,
    ListPrice,
    ListPrices,
    NewCouponCodes,
    NewListPrice,
    NewRule,
    PriceList,
    PriceLists,
    Promotion,
    Promotions,
    RuleTerms,
)
from comptoir.api.wishes import Kept, told, wish
from comptoir.catalog.commands import (
    EndPriceList,
    EndPromotion,
    MakeCouponCodes,
    SavePriceList,
    SavePromotion,
    SetListPrice,
    WithdrawCouponCodes,
)
from comptoir.catalog.public import (
    coupon_codes,
    end_price_list,
    end_promotion,
    list_prices,
    lock_catalog,
    make_coupon_codes,
    price_lists,
    promotions,
    save_price_list,
    save_promotion,
    set_list_price,
    withdraw_coupon_codes,
)
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7

door = Door(tags=["Prices and promotions"])
SEE, EDIT = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS
LISTS = Kept(PriceList, price_lists, lock_catalog)
PROMOTIONS = Kept(Promotion, promotions, lock_catalog)


@door.reads("/price-lists", permission=SEE, answer=PriceLists, summary="Every price list as it stands")
def get_price_lists(_caller: Caller) -> PriceLists:
    return PriceLists(price_lists=LISTS.all())


@door.writes("POST", "/price-lists", permission=EDIT, answer=PriceList, status=201, summary="Make a price list")
def add_price_list(caller: Caller, price_list: NewRule) -> PriceList:
    key = LISTS.fresh(price_list.id)
    save_price_list(wish(SavePriceList, caller, price_list, id=key))
    return LISTS.one(key)


@door.reads("/price-lists/{price_list}", permission=SEE, answer=PriceList, summary="One price list")
def get_price_list(_caller: Caller, price_list: Id) -> PriceList:
    return LISTS.one(price_list)


@door.writes(
    "PUT", "/price-lists/{price_list}", permission=EDIT, answer=PriceList, needs_match=True,
    summary="State how a price list stands from now on",
)  # fmt: skip
def put_price_list(caller: Caller, price_list: Id, terms: RuleTerms) -> PriceList:
    LISTS.match(caller, price_list)
    save_price_list(wish(SavePriceList, caller, terms, id=price_list))
    return LISTS.one(price_list)


@door.writes("POST", "/price-lists/{price_list}/end", permission=EDIT, answer=PriceList, summary="End a price list")
def end_one_price_list(caller: Caller, price_list: Id) -> PriceList:
    end_price_list(wish(EndPriceList, caller, id=price_list))
    return LISTS.one(price_list)


@door.reads("/price-lists/{price_list}/prices", permission=SEE, answer=ListPrices, summary="Own prices of a list")
def get_list_prices(_caller: Caller, price_list: Id) -> ListPrices:
    return _prices(price_list)


@door.writes(
    "PUT", "/price-lists/{price_list}/prices/{article}", permission=EDIT, answer=ListPrices,
    summary="Give an article its own price in a list, or take it out",
)  # fmt: skip
def put_list_price(caller: Caller, price_list: Id, article: Id, price: NewListPrice) -> ListPrices:
    set_list_price(wish(SetListPrice, caller, price, price_list=price_list, item=article))
    return _prices(price_list)


@door.reads("/promotions", permission=SEE, answer=Promotions, summary="Every promotion as it stands")
def get_promotions(_caller: Caller) -> Promotions:
    return Promotions(promotions=PROMOTIONS.all())


@door.writes("POST", "/promotions", permission=EDIT, answer=Promotion, status=201, summary="Make a promotion")
def add_promotion(caller: Caller, promotion: NewRule) -> Promotion:
    key = PROMOTIONS.fresh(promotion.id)
    save_promotion(wish(SavePromotion, caller, promotion, id=key))
    return PROMOTIONS.one(key)


@door.reads("/promotions/{promotion}", permission=SEE, answer=Promotion, summary="One promotion")
def get_promotion(_caller: Caller, promotion: Id) -> Promotion:
    return PROMOTIONS.one(promotion)


@door.writes(
    "PUT", "/promotions/{promotion}", permission=EDIT, answer=Promotion, needs_match=True,
    summary="State how a promotion stands from now on",
)  # fmt: skip
def put_promotion(caller: Caller, promotion: Id, terms: RuleTerms) -> Promotion:
    PROMOTIONS.match(caller, promotion)
    save_promotion(wish(SavePromotion, caller, terms, id=promotion))
    return PROMOTIONS.one(promotion)


@door.writes("POST", "/promotions/{promotion}/end", permission=EDIT, answer=Promotion, summary="End a promotion")
def end_one_promotion(caller: Caller, promotion: Id) -> Promotion:
    end_promotion(wish(EndPromotion, caller, id=promotion))
    return PROMOTIONS.one(promotion)


# Who knows a code may use it: it is for those who may make one.
@door.reads("/promotions/{promotion}/codes", permission=EDIT, answer=CouponCodePage, summary="Codes that are good once")
def get_coupon_codes(_caller: Caller, promotion: Id, after: Cursor = "", limit: Limit = 50) -> CouponCodePage:
    start = parts_of(after, 1)[0] if after else ""
    PROMOTIONS.one(promotion)
    return _codes(promotion, start, limit)


@door.writes(
    "POST", "/promotions/{promotion}/codes", permission=EDIT, answer=CouponCodePage, status=201,
    summary="Make codes that are good once for a promotion with a code",
)  # fmt: skip
def add_coupon_codes(caller: Caller, promotion: Id, codes: NewCouponCodes) -> CouponCodePage:
    batch = codes.id or new_uuid7()
    make_coupon_codes(wish(MakeCouponCodes, caller, batch=batch, promotion=promotion, count=codes.count))
    return _codes(promotion, "", 200, batch)


@door.writes(
    "POST", "/promotions/{promotion}/codes/{batch}/withdraw", permission=EDIT, answer=CouponCodePage,
    summary="Let none of a batch's codes be good any more",
)  # fmt: skip
def withdraw_codes(caller: Caller, promotion: Id, batch: Id) -> CouponCodePage:
    if all(view.batch != batch for view in coupon_codes(promotion)):
        raise Unknown
    withdraw_coupon_codes(wish(WithdrawCouponCodes, caller, batch=batch))
    return _codes(promotion, "", 200, batch)


def _codes(promotion: UUID, start: str, limit: int, batch: UUID | None = None) -> CouponCodePage:
    """Those behind a code; a shop holds some thousands at most."""
    known = sorted(coupon_codes(promotion), key=lambda view: view.code)
    found = [view for view in known if view.code > start and batch in (None, view.batch)][: limit + 1]
    shown = found[:limit]
    following = cursor_of(shown[-1].code) if len(found) > limit else None
    return CouponCodePage(codes=told(CouponCode, shown), next=following)


def _prices(price_list: UUID) -> ListPrices:
    LISTS.one(price_list)
    return ListPrices(prices=told(ListPrice, list_prices(price_list)))
