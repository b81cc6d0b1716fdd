"""The pages of each kind of file to move in with: their addresses, and what they say."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Door:
    """The pages of one kind of file: where one is chosen, looked at, turned, and where its things are listed."""

    kind: str
    chosen: str
    shown: str
    csv: str
    turned: str
    listed: str
    # Of kinds that share one template: what the page is called, and what it says about files.
    title: Promise | str = ""
    above: Promise | str = ""
    files: tuple[Promise, ...] = ()
    done: Promise | str = ""
    back: Promise | str = ""


ARTICLES = Door("articles", "products-import", "move", "move-csv", "move-turn", "products")
CUSTOMERS = Door("customers", "customers-import", "people-move", "people-move-csv", "people-move-turn", "customers")
CARDS = Door(
    "cards", "cards-import", "cards-move", "cards-move-csv", "cards-move-turn", "gift-cards",
    title=_("Import gift cards"),
    above=_("Gift cards"),
    files=(
        _(
            "Any list will do whose first line names a column for the code and one for the balance; the day of issue, a"
            " state and a currency are read, too. Cards that expired or are empty are left out."
        ),
        _(
            "Customers keep their cards: a till takes the code that is printed on them. Some systems give out the end"
            " of a code only; ask them for the whole codes."
        ),
        _(
            "What is on the cards is owed by your shop from then on: it stands under Owed to customers, and in the"
            " books against the suspense account. A card is taken over once, whatever file it comes in again."
        ),
        _("A code is money: none of the file’s codes is kept, only what tills compare a card with."),
    ),
    done=_("Taken over. Tills with a network take these cards now."),
    back=_("Taken back: what nobody redeemed meanwhile is no longer owed."),
)  # fmt: skip
SUPPLIERS = Door(
    "suppliers", "suppliers-import", "suppliers-move", "suppliers-move-csv", "suppliers-move-turn", "suppliers",
    title=_("Import suppliers"),
    above=_("Suppliers"),
    files=(
        _(
            "A line names a supplier: e-mail, your customer number there, days until they deliver and the least they"
            " deliver for. With the barcode or reference of an item it also says their reference and cost without tax."
        ),
        _(
            "The export of items of most systems names suppliers and costs, too: choose the same file here once the"
            " items are imported."
        ),
        _("The same name is the same supplier; what a line leaves empty stays as it is."),
    ),
    done=_("Taken over. Purchase orders know it now."),
    back=_("Taken back: new suppliers are ended, others ask what they asked before."),
)  # fmt: skip
LISTS = Door(
    "lists", "lists-import", "lists-move", "lists-move-csv", "lists-move-turn", "price-lists",
    title=_("Import price lists"),
    above=_("Price lists"),
    files=(
        _(
            "A line says what one list asks for one item: the name of the list, a barcode, reference or name of the"
            " item, and the price. Without a column for the list the file’s name is its name."
        ),
        _("A line with a percentage instead is for a category, or, without one, for everything."),
        _(
            "From, until, days of the week, hours, stores and customer groups are read, too; they hold for the whole"
            " list. The same name is the same list; what the file does not speak of stays."
        ),
    ),
    done=_("Taken over. Open tills ask these prices now."),
    back=_("Taken back: new lists are ended, others ask what they asked before."),
)  # fmt: skip
PROMOTIONS = Door(
    "promotions", "promotions-import", "promotions-move", "promotions-move-csv", "promotions-move-turn", "promotions",
    title=_("Import promotions"),
    above=_("Promotions"),
    files=(
        _(
            "A line is one offer: its name or code, and a percentage, an amount off or a price. Quantity 3 and free 1"
            " is 3 for 2; quantity 3 with a price is 3 for that price."
        ),
        _(
            "Items (by barcode or reference) and categories say on what; without them it is taken off the whole"
            " basket. A bar stands between several."
        ),
        _(
            "Minimum purchase, code, from, until, days of the week, hours, stores and customer groups are read, too."
            " What has expired is left out. The same name is the same promotion."
        ),
    ),
    done=_("Taken over. Open tills give these offers now."),
    back=_("Taken back: new promotions are ended, others give what they gave before."),
)  # fmt: skip
