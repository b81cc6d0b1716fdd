"""What the demo shop has beyond plain articles: a menu, a T-shirt in sizes, a six-pack, flowers by price, pictures,
allergens, questions asked with coffee, wine that not everybody may buy, and a page of favorites for each store.

All of it through the operations that a shopkeeper's clicks call; a repeat adds nothing.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.catalog.commands import (
    AddPack,
    AddProduct,
    ArrangeBundle,
    ArrangeFavorites,
    ArrangeVariants,
    BundlePlace,
    DescribeItem,
    MarkSoldOut,
    ModifierOption,
    Option,
    RestrictCategory,
    SaveModifierGroup,
    SetPhoto,
    Variant,
)
from comptoir.catalog.operations import (
    add_pack,
    add_product,
    arrange_bundle,
    arrange_favorites,
    arrange_variants,
    describe_item,
    mark_sold_out,
    restrict_category,
    save_modifier_group,
    set_photo,
)
from comptoir.catalog.photos import tile_picture
from comptoir.config.demo.goods import OWN_RANGE, SHELVES, TAXES, goods
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.pictures import drawn
from comptoir.config.demo.shop import CAFE, GROCERY, ORGANIZATION
from comptoir.kernel import gtin_check_digit

OWNER = identifier("user", "adele")


@dataclass(frozen=True, slots=True)
class Special:
    """An article of its own, beside those of goods.tsv."""

    key: str
    name: str
    shelf: str
    rate_ppm: int
    unit_price: int
    is_open: bool = False

    @property
    def id(self) -> UUID:
        return identifier("item", self.key)


SHIRT = Special("shirt", "T-shirt Le Comptoir", "home", 200_000, 2_200)
TOTE = Special("tote", "Tote bag Le Comptoir", "home", 200_000, 1_200)
BOUQUET = Special("bouquet", "Bouquet du jour", "home", 100_000, 1_500, is_open=True)
LUNCH = Special("lunch", "Menu du midi", "snack", 100_000, 850)
SPECIALS = (SHIRT, TOTE, BOUQUET, LUNCH)

SIX_PACK = identifier("item", "six-pack")
MILK, SIZE, EXTRAS = (identifier("modifiers", key) for key in ("milk", "size", "extras"))

GROUPS = (
    (SIZE, "Taille", 0, 1, (("large", "Grand", 60),)),
    (MILK, "Lait", 0, 1, (("oat", "Avoine", 40), ("soy", "Soja", 40), ("no-lactose", "Sans lactose", 30))),
    (EXTRAS, "En plus", 0, 2, (("shot", "Dose d'espresso", 80), ("vanilla", "Sirop de vanille", 50),
                               ("cream", "Chantilly", 70))),
)  # fmt: skip
WITH_MILK = ("Café crème", "Cappuccino", "Latte macchiato")

PLACES = (
    ("Plat", ("Sandwich jambon-beurre", "Sandwich poulet crudités", "Sandwich thon crudités", "Quiche lorraine, part")),
    ("Boisson", ("Eau minérale 50 cl", "Espresso")),
    ("Dessert", ("Cookie tout chocolat", "Salade de fruits frais")),
)

SURCHARGES = {"Quiche lorraine, part": 100}

# Allergens, traces and ingredients as a baker would write them on the label.
INSIDE: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "Croissant au beurre": (
        ("gluten", "milk", "eggs"), ("nuts", "soybeans"),
        "Farine de blé, beurre AOP 24 %, lait entier, sucre, œufs, levure, sel.",
    ),
    "Pain au chocolat": (
        ("gluten", "milk", "eggs", "soybeans"), ("nuts",),
        "Farine de blé, beurre AOP 22 %, chocolat noir 12 % (émulsifiant : lécithine de soja), lait, sucre, œufs.",
    ),
    "Pain aux raisins": (
        ("gluten", "milk", "eggs", "sulphites"), ("nuts",),
        "Farine de blé, crème pâtissière (lait, œufs), raisins secs (sulfites) 18 %, beurre, sucre.",
    ),
    "Chausson aux pommes": (("gluten", "milk"), ("eggs", "nuts"), "Farine de blé, pommes 38 %, beurre AOP, sucre."),
    "Baguette tradition": (("gluten",), ("sesame",), "Farine de blé label rouge, eau, sel, levain, levure."),
    "Financier aux amandes": (
        ("gluten", "milk", "eggs", "nuts"), (), "Poudre d'amandes 26 %, beurre, sucre, blancs d'œufs, farine de blé.",
    ),
    "Sandwich jambon-beurre": (("gluten", "milk"), ("sesame", "mustard"), "Baguette, jambon blanc 34 %, beurre doux."),
    "Sandwich thon crudités": (
        ("gluten", "fish", "eggs", "mustard"), ("sesame",), "Baguette, thon 28 %, mayonnaise, tomate, salade.",
    ),
    "Quiche lorraine, part": (("gluten", "milk", "eggs"), (), "Pâte brisée, crème, œufs, lardons 18 %, muscade."),
    "Cookie tout chocolat": (
        ("gluten", "milk", "eggs", "soybeans"), ("nuts", "peanuts"), "Chocolat 32 %, farine de blé, beurre, œufs.",
    ),
}  # fmt: skip

PICTURES = {
    "Espresso": "coffee",
    "Café allongé": "coffee",
    "Noisette": "coffee",
    "Double espresso": "coffee",
    "Café crème": "milk-coffee",
    "Cappuccino": "milk-coffee",
    "Latte macchiato": "milk-coffee",
    "Chocolat chaud": "chocolate",
    "Croissant au beurre": "croissant",
    "Baguette tradition": "baguette",
    "Baguette classique": "baguette",
    "Boule au levain 500 g": "bread",
    "Pain de campagne 400 g": "bread",
    "Cookie tout chocolat": "cookie",
    "Sandwich jambon-beurre": "sandwich",
    "Sandwich poulet crudités": "sandwich",
    "Sandwich thon crudités": "sandwich",
    "Quiche lorraine, part": "plate",
    "Bière blonde artisanale 33 cl": "beer",
    "Bière ambrée 33 cl": "beer",
    "Bière blanche 33 cl": "white-beer",
}

FAVORITES = {
    GROCERY.id: (
        "Baguette tradition", "Croissant au beurre", "Pain au chocolat", "Espresso", "Sandwich jambon-beurre",
        LUNCH.name, "Cookie tout chocolat", "Bière blonde artisanale 33 cl", SHIRT.name, BOUQUET.name,
        "Eau minérale 50 cl", "Sac en papier kraft",
    ),
    CAFE.id: (
        "Espresso", "Café allongé", "Noisette", "Cappuccino", "Latte macchiato", "Café crème", "Chocolat chaud",
        "Croissant au beurre", LUNCH.name, "Cookie tout chocolat",
    ),
}  # fmt: skip


def add_specials(today: date) -> None:
    """Everything in this module. Cheap enough to ask for again whenever the demo starts from half-way."""
    items = {good.name: good.id for good in goods()} | {special.name: special.id for special in SPECIALS}
    _add_articles(today)
    _add_families(today, items)
    _add_questions()
    for name, (allergens, traces, ingredients) in INSIDE.items():
        _describe(items[name], allergens=allergens, traces=traces, ingredients=ingredients)
    for name in WITH_MILK:
        _describe(items[name], allergens=("milk",), modifiers=(SIZE, MILK, EXTRAS))
    for name, picture in PICTURES.items():
        _picture(items[name], picture)
    for special, picture in ((SHIRT, "shirt"), (TOTE, "tote"), (BOUQUET, "bouquet"), (LUNCH, "plate")):
        _picture(special.id, picture)
    _picture(SIX_PACK, "six-pack")
    _restrict_and_arrange(items)


def _add_articles(today: date) -> None:
    shelves = {shelf.key: shelf.id for shelf in SHELVES}
    classes = {tax.rate_ppm: tax.id for tax in TAXES}
    for special in SPECIALS:
        add_product(
            AddProduct(
                organization=ORGANIZATION,
                person=OWNER,
                id=identifier("product", special.key),
                item=special.id,
                name=special.name,
                category=shelves[special.shelf],
                tax_class=classes[special.rate_ppm],
                unit_price=special.unit_price,
                day=today,
                is_open=special.is_open,
            )
        )


def _add_families(today: date, items: dict[str, UUID]) -> None:
    sizes, colors = ("S", "M", "L", "XL"), ("Noir", "Écru")
    arrange_variants(
        ArrangeVariants(
            organization=ORGANIZATION,
            person=OWNER,
            parent=SHIRT.id,
            options=(Option(name="Taille", values=sizes), Option(name="Couleur", values=colors)),
            variants=tuple(
                Variant(
                    item=identifier("item", f"shirt-{size}-{color}"),
                    choices=(size, color),
                    unit_price=2_400 if size == "XL" else 2_200,
                    barcodes=(_own_code(9_000 + 10 * row + column),),
                )
                for row, size in enumerate(sizes)
                for column, color in enumerate(colors)
            ),
            day=today,
        )
    )
    add_pack(
        AddPack(
            organization=ORGANIZATION,
            person=OWNER,
            parent=items["Bière blonde artisanale 33 cl"],
            item=SIX_PACK,
            name="Bière blonde artisanale, pack de 6",
            count=6,
            unit_price=1_790,
            day=today,
            barcodes=(_own_code(9_100),),
        )
    )
    arrange_bundle(
        ArrangeBundle(
            organization=ORGANIZATION,
            person=OWNER,
            item=LUNCH.id,
            places=tuple(
                BundlePlace(
                    name=place,
                    items=tuple(items[name] for name in names),
                    surcharges={items[name]: SURCHARGES[name] for name in names if name in SURCHARGES},
                )
                for place, names in PLACES
            ),
        )
    )


def _add_questions() -> None:
    for group, name, minimum, maximum, options in GROUPS:
        save_modifier_group(
            SaveModifierGroup(
                organization=ORGANIZATION,
                person=OWNER,
                id=group,
                name=name,
                minimum=minimum,
                maximum=maximum,
                options=tuple(
                    ModifierOption(id=identifier("modifier", key), name=called, price=price)
                    for key, called, price in options
                ),
            )
        )


def _restrict_and_arrange(items: dict[str, UUID]) -> None:
    wine = next(shelf.id for shelf in SHELVES if shelf.key == "wine")
    restrict_category(RestrictCategory(organization=ORGANIZATION, person=OWNER, category=wine, restriction="beer_wine"))
    sold_out = (identifier("item", "shirt-M-Écru"), items["Chouquettes, sachet de 10"])
    for item in sold_out:
        mark_sold_out(
            MarkSoldOut(organization=ORGANIZATION, person=OWNER, store=GROCERY.id, item=item, is_sold_out=True)
        )
    for store, names in FAVORITES.items():
        arrange_favorites(
            ArrangeFavorites(
                organization=ORGANIZATION, person=OWNER, store=store, items=tuple(items[name] for name in names)
            )
        )


def _describe(
    item: UUID,
    *,
    allergens: tuple[str, ...],
    traces: tuple[str, ...] = (),
    ingredients: str = "",
    modifiers: tuple[UUID, ...] = (),
) -> None:
    describe_item(
        DescribeItem(
            organization=ORGANIZATION,
            person=OWNER,
            item=item,
            allergens=allergens,
            traces=traces,
            ingredients=ingredients,
            modifiers=modifiers,
        )
    )


def _picture(item: UUID, name: str) -> None:
    set_photo(SetPhoto(organization=ORGANIZATION, person=OWNER, item=item, picture=tile_picture(drawn(name))))


def _own_code(number: int) -> str:
    payload = f"{OWN_RANGE}{number:05d}"
    return f"{payload}{gtin_check_digit(payload)}"
