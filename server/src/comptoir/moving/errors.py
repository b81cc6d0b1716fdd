"""Refusals of moving in: of a file, and of one line of it."""

from comptoir.kernel import Category, DomainError


class TableUnreadable(DomainError):
    """No table of a kind that anybody here knows: the first line must name the columns."""

    code = "moving.table_unreadable"


class TableEmpty(DomainError):
    """Columns, and not one line below them."""

    code = "moving.table_empty"


class TableTooLong(DomainError):
    """More lines than one move takes."""

    code = "moving.table_too_long"


class CodeMangled(DomainError):
    """A spreadsheet rounded the bar code: the digits are gone."""

    code = "moving.code_mangled"


class CodeRepeated(DomainError):
    """A line above has the same code: a scan must name one item."""

    code = "moving.code_repeated"


class NameRepeated(DomainError):
    """A line above has the same name, and neither has a code: nobody could tell them apart."""

    code = "moving.name_repeated"


class FormulaFound(DomainError):
    """The cell holds a formula and not its result."""

    code = "moving.formula_found"


class PriceUnreadable(DomainError):
    """Not an amount, or finer than the currency."""

    code = "moving.price_unreadable"


class QuantityUnreadable(DomainError):
    """Not a number of pieces or kilograms."""

    code = "moving.quantity_unreadable"


class VariantUnclear(DomainError):
    """Another line of the same article has the same choices, or it has more than two ways to choose."""

    code = "moving.variant_unclear"


class PeopleUnreadable(DomainError):
    """No list of customers: no column of names, e-mails or phones."""

    code = "moving.people_unreadable"


class PersonRepeated(DomainError):
    """A line above is the same customer."""

    code = "moving.person_repeated"


class EmailUnreadable(DomainError):
    """Not an e-mail address."""

    code = "moving.email_unreadable"


class PhoneUnreadable(DomainError):
    """Not a phone number, or one that a spreadsheet has rounded."""

    code = "moving.phone_unreadable"


class MoveForgotten(DomainError):
    """People's words are not kept for ever: the file is empty by now."""

    code = "moving.forgotten"
    category = Category.CONFLICT


class MoveUnknown(DomainError):
    """No such move."""

    code = "moving.unknown"
    category = Category.NOT_FOUND


class MoveRepeated(DomainError):
    """The same file was taken over before, and not taken back."""

    code = "moving.repeated"
    category = Category.CONFLICT


class MoveBusy(DomainError):
    """Not while it is being tried, taken over or taken back."""

    code = "moving.busy"
    category = Category.CONFLICT


class ExportBusy(DomainError):
    """One file of everything at a time."""

    code = "moving.export_busy"
    category = Category.CONFLICT


class ExportUnknown(DomainError):
    """There is no such export, or its file is gone."""

    code = "moving.export_unknown"
    category = Category.NOT_FOUND


class CardsUnreadable(DomainError):
    """No columns that say which card and what is on it."""

    code = "moving.cards_unreadable"


class CardMangled(DomainError):
    """A spreadsheet rounded the code: its end is gone."""

    code = "moving.card_mangled"


class CardMasked(DomainError):
    """The other system hides all of the code but its end."""

    code = "moving.card_masked"


class CardUnreadable(DomainError):
    """No code that anybody could type."""

    code = "moving.card_unreadable"


class CardRepeated(DomainError):
    """A line above is the same card."""

    code = "moving.card_repeated"


class BalanceUnreadable(DomainError):
    """An amount that could mean several things."""

    code = "moving.balance_unreadable"


class CurrencyForeign(DomainError):
    """Cards hold the shop's own money only."""

    code = "moving.currency_foreign"


class SuppliersUnreadable(DomainError):
    """No column that names who delivers."""

    code = "moving.suppliers_unreadable"


class ArticleMissing(DomainError):
    """A cost, and nothing that says of what."""

    code = "moving.article_missing"


class CostMissing(DomainError):
    """An article without what it costs."""

    code = "moving.cost_missing"


class DaysUnreadable(DomainError):
    """Not a number of days."""

    code = "moving.days_unreadable"


class OfferRepeated(DomainError):
    """A line above says what this supplier asks for it."""

    code = "moving.offer_repeated"


class ListsUnreadable(DomainError):
    """No columns that say of what a list asks which price."""

    code = "moving.lists_unreadable"


class ItemNotFound(DomainError):
    """No item has this code, or not exactly one this name."""

    code = "moving.item_not_found"


class ItemNotSaid(DomainError):
    """A price of nothing that is named, or a percentage of a single item."""

    code = "moving.item_not_said"


class CategoryNotFound(DomainError):
    """No category is called so."""

    code = "moving.category_not_found"


class StoreNotFound(DomainError):
    """No store is called so."""

    code = "moving.store_not_found"


class GroupNotFound(DomainError):
    """No group of customers is called so."""

    code = "moving.group_not_found"


class PercentUnreadable(DomainError):
    """Not a percentage, or one that could mean two things."""

    code = "moving.percent_unreadable"


class DayUnreadable(DomainError):
    """Not a day, or one that could be two."""

    code = "moving.day_unreadable"


class HoursUnreadable(DomainError):
    """No days of the week, or no hours from and to."""

    code = "moving.hours_unreadable"


class PriceRepeated(DomainError):
    """A line above says what this list asks for it."""

    code = "moving.price_repeated"


class TermsDiffer(DomainError):
    """A line above says that the list holds at other times or for others."""

    code = "moving.terms_differ"


class PromotionsUnreadable(DomainError):
    """No columns that name an offer and say what it takes off."""

    code = "moving.promotions_unreadable"


class PromotionNameMissing(DomainError):
    """An offer without a name or a code."""

    code = "moving.promotion_name_missing"


class PromotionRepeated(DomainError):
    """A line above is called so."""

    code = "moving.promotion_repeated"


class OfferUnclear(DomainError):
    """Not exactly one of a percentage, an amount and a price, or free pieces that do not fit."""

    code = "moving.offer_unclear"


class OfferUnknown(DomainError):
    """A kind of offer that there is none of here, such as free shipping."""

    code = "moving.offer_unknown"


class CouponUnreadable(DomainError):
    """No code that a till could take."""

    code = "moving.coupon_unreadable"
