"""What each trade begins with: roles, the first half of the selling screen, and articles to try it with."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.countries import Goods
from comptoir.staff.public import Trade as Habits

PIECE, KILOGRAM = "C62", "KGM"


@dataclass(frozen=True, slots=True)
class Sample:
    """An article to try the till with; `unit_price` in minor units of any currency with two decimals."""

    key: str
    name: Promise
    unit_price: int
    goods: Goods
    unit: str = PIECE


@dataclass(frozen=True, slots=True)
class SampleShelf:
    """A category with its samples."""

    key: str
    name: Promise
    color: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """`goods`: what an amount without an article usually is. `first_tab`: what the till shows first."""

    key: str
    name: Promise
    examples: Promise
    habits: Habits
    first_tab: str
    goods: Goods
    shelves: tuple[SampleShelf, ...]

    def samples(self) -> Iterator[Sample]:
        for shelf in self.shelves:
            yield from shelf.samples


_APPLES = Sample("apples", _("Apples"), 290, Goods.FOOD, KILOGRAM)
_CROISSANT = Sample("croissant", _("Croissant"), 160, Goods.FOOD)

TRADES: tuple[Trade, ...] = (
    Trade(
        "corner_shop", _("Corner shop"), _("Groceries, kiosk, wine merchant"), Habits.RETAIL, "articles", Goods.FOOD,
        (
            SampleShelf("groceries", _("Groceries"), "#7a5d00", (
                Sample("milk", _("Milk, 1 l"), 140, Goods.FOOD),
                Sample("eggs", _("Eggs, half a dozen"), 260, Goods.FOOD),
                Sample("pasta", _("Pasta, 500 g"), 160, Goods.FOOD),
                _APPLES,
            )),
            SampleShelf("drinks", _("Drinks"), "#1f6380", (
                Sample("water", _("Mineral water, 1.5 l"), 90, Goods.FOOD),
                Sample("juice", _("Orange juice, 1 l"), 280, Goods.FOOD),
            )),
            SampleShelf("household", _("Household"), "#4f5560", (
                Sample("soap", _("Washing-up liquid"), 290, Goods.GENERAL),
                Sample("bulb", _("Light bulb"), 450, Goods.GENERAL),
            )),
        ),
    ),
    Trade(
        "boutique", _("Boutique"), _("Clothing, gifts, books, flowers"), Habits.RETAIL, "articles", Goods.GENERAL,
        (
            SampleShelf("clothing", _("Clothing"), "#2c5c8a", (
                Sample("shirt", _("Shirt"), 3990, Goods.GENERAL),
                Sample("jeans", _("Jeans"), 6990, Goods.GENERAL),
                Sample("tshirt", _("T-shirt"), 1990, Goods.GENERAL),
            )),
            SampleShelf("accessories", _("Accessories"), "#8a3a78", (
                Sample("scarf", _("Scarf"), 2490, Goods.GENERAL),
                Sample("belt", _("Belt"), 2990, Goods.GENERAL),
                Sample("socks", _("Socks"), 890, Goods.GENERAL),
            )),
        ),
    ),
    Trade(
        "cafe", _("Café"), _("Café, tea room, snack bar"), Habits.COUNTER, "articles", Goods.DRINK,
        (
            SampleShelf("hot_drinks", _("Hot drinks"), "#6b4a2f", (
                Sample("espresso", _("Espresso"), 220, Goods.DRINK),
                Sample("cappuccino", _("Cappuccino"), 360, Goods.DRINK),
                Sample("tea", _("Tea"), 320, Goods.DRINK),
            )),
            SampleShelf("cold_drinks", _("Cold drinks"), "#1f6380", (
                Sample("lemonade", _("Lemonade"), 360, Goods.DRINK),
                Sample("still_water", _("Still water, 25 cl"), 250, Goods.DRINK),
            )),
            SampleShelf("to_eat", _("To eat"), "#8a5a14", (
                Sample("cafe_croissant", _("Croissant"), 190, Goods.MEAL),
                Sample("cake", _("Piece of cake"), 420, Goods.MEAL),
                Sample("toast", _("Toasted sandwich"), 650, Goods.MEAL),
            )),
        ),
    ),
    Trade(
        "bakery", _("Bakery"), _("Bakery, pastry shop, take-away"), Habits.COUNTER, "articles", Goods.FOOD,
        (
            SampleShelf("bread", _("Bread"), "#8a5a14", (
                Sample("baguette", _("Baguette"), 120, Goods.FOOD),
                Sample("country_bread", _("Country bread"), 340, Goods.FOOD),
                Sample("rolls", _("Bread roll"), 60, Goods.FOOD),
            )),
            SampleShelf("pastries", _("Pastries"), "#a03d2b", (
                _CROISSANT,
                Sample("chocolate_roll", _("Chocolate roll"), 170, Goods.FOOD),
                Sample("fruit_tart", _("Fruit tart"), 340, Goods.FOOD),
            )),
        ),
    ),
    Trade(
        "market", _("Market stall"), _("Market, food truck, fair, craft"), Habits.COUNTER, "amount", Goods.FOOD,
        (
            SampleShelf("produce", _("Fruit and vegetables"), "#3f6f2a", (
                _APPLES,
                Sample("tomatoes", _("Tomatoes"), 340, Goods.FOOD, KILOGRAM),
                Sample("potatoes", _("Potatoes"), 190, Goods.FOOD, KILOGRAM),
                Sample("lettuce", _("Lettuce"), 150, Goods.FOOD),
            )),
            SampleShelf("jars", _("Jars"), "#84502f", (
                Sample("honey", _("Honey, 250 g"), 650, Goods.FOOD),
                Sample("jam", _("Jam, 350 g"), 480, Goods.FOOD),
            )),
        ),
    ),
    Trade(
        "services", _("Services"), _("Hairdresser, repairs, workshop"), Habits.SERVICES, "amount", Goods.GENERAL,
        (
            SampleShelf("services", _("Services"), "#2f6f5e", (
                Sample("half_hour", _("Half an hour of work"), 3500, Goods.GENERAL),
                Sample("hour", _("One hour of work"), 6000, Goods.GENERAL),
                Sample("journey", _("Journey to the customer"), 2500, Goods.GENERAL),
            )),
            SampleShelf("material", _("Material"), "#4f5560", (Sample("part", _("Spare part"), 1200, Goods.GENERAL),)),
        ),
    ),
)  # fmt: skip

_BY_KEY = {trade.key: trade for trade in TRADES}


def trade_of(key: str) -> Trade | None:
    """A trade by its key."""
    return _BY_KEY.get(key)


def sample_item(organization: UUID, key: str) -> UUID:
    """The item of a sample: it follows from the shop, so that samples are known again without a mark on every item."""
    return uuid5(organization, f"sample item {key}")


def sample_items(organization: UUID) -> dict[UUID, Sample]:
    """Every item that was a sample here, of whatever trade."""
    return {sample_item(organization, sample.key): sample for trade in TRADES for sample in trade.samples()}
