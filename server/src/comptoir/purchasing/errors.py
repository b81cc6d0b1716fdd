"""Refusals of purchasing."""

from comptoir.kernel import Category, DomainError


class SupplierUnknown(DomainError):
    """No such supplier, or one of whom nothing is ordered any more."""

    code = "purchasing.supplier_unknown"
    category = Category.NOT_FOUND


class SupplierNameMissing(DomainError):
    """A supplier has a name."""

    code = "purchasing.name_missing"


class TermsInvalid(DomainError):
    """Days, amounts and quantities are zero or more, and no larger than a shop has."""

    code = "purchasing.terms_invalid"


class ItemNotBought(DomainError):
    """No such article, or one that is no goods of its own: a pack, or a menu."""

    code = "purchasing.item_not_bought"


class OrderUnknown(DomainError):
    """No such order."""

    code = "purchasing.order_unknown"
    category = Category.NOT_FOUND


class OrderEmpty(DomainError):
    """Nothing stands on it."""

    code = "purchasing.order_empty"


class OrderBelowMinimum(DomainError):
    """The supplier delivers from a certain amount on."""

    code = "purchasing.order_below_minimum"


class OrderNotDraft(DomainError):
    """It was sent: what stands on it is what the supplier has read."""

    code = "purchasing.order_not_draft"
    category = Category.CONFLICT


class OrderNotSent(DomainError):
    """Goods come of an order that was sent; a draft promises nothing."""

    code = "purchasing.order_not_sent"
    category = Category.CONFLICT


class OrderClosed(DomainError):
    """The order was closed; a late delivery needs a new one."""

    code = "purchasing.order_closed"
    category = Category.CONFLICT


class DeliveryEmpty(DomainError):
    """Nothing came, or nothing went."""

    code = "purchasing.delivery_empty"


class ReturnExceeds(DomainError):
    """More would go back than came by this order."""

    code = "purchasing.return_exceeds"


class AddressUnreadable(DomainError):
    """This is no address of mail."""

    code = "purchasing.address_invalid"


class MailOff(DomainError):
    """No mail is set up on this server."""

    code = "purchasing.mail_off"


class StoreUnknown(DomainError):
    """No such store."""

    code = "purchasing.store_unknown"
    category = Category.NOT_FOUND
