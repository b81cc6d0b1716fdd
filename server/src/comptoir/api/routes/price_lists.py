"""Price lists and the own prices of articles in them."""

from uuid import UUID

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.price_lists import ListPrice, ListPrices, NewListPrice, PriceList, PriceLists
from comptoir.catalog.commands import SetListPrice
from comptoir.catalog.public import list_prices, price_lists, set_list_price
from comptoir.identity.public import Permission

door = Door(tags=["Price lists"])
SEE, EDIT = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS


@door.reads("/price-lists", permission=SEE, answer=PriceLists, summary="Every price list as it stands")
def get_price_lists(_caller: Caller) -> PriceLists:
    return PriceLists(
        price_lists=[
            PriceList(id=view.id, name=view.name, is_ended=view.is_ended, document=dict(view.document))
            for view in price_lists()
        ]
    )


@door.reads("/price-lists/{price_list}/prices", permission=SEE, answer=ListPrices, summary="Own prices of a list")
def get_list_prices(_caller: Caller, price_list: Id) -> ListPrices:
    return _prices(price_list)


@door.writes(
    "PUT", "/price-lists/{price_list}/prices/{article}", permission=EDIT, answer=ListPrices,
    summary="Give an article its own price in a list, or take it out",
)  # fmt: skip
def put_list_price(caller: Caller, price_list: Id, article: Id, price: NewListPrice) -> ListPrices:
    set_list_price(
        SetListPrice(
            organization=caller.organization, person=caller.person, price_list=price_list, item=article,
            unit_price=price.unit_price,
        )
    )  # fmt: skip
    return _prices(price_list)


def _prices(price_list: UUID) -> ListPrices:
    if all(view.id != price_list for view in price_lists()):
        raise Unknown
    return ListPrices(
        prices=[
            ListPrice(article=view.item, name=view.name, unit_price=view.unit_price) for view in list_prices(price_list)
        ]
    )
