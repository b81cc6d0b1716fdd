"""Refusals about stock."""

from comptoir.kernel import Category, DomainError


class CountInvalid(DomainError):
    """Nothing below zero, and no more than a warehouse holds."""

    code = "stock.count_invalid"
    category = Category.INVALID


class CountElsewhere(DomainError):
    """No such store, or an article that is no goods of its own: a pack, or a menu."""

    code = "stock.count_elsewhere"
    category = Category.NOT_FOUND


class GoodsInvalid(DomainError):
    """At least one article, each once, so many of it as a warehouse holds, and each of them goods of its own."""

    code = "stock.goods_invalid"


class LotsInvalid(DomainError):
    """A lot, serial number or last day, each once; no more of them than of the article; one piece a serial number."""

    code = "stock.lots_invalid"


class LossReasonUnknown(DomainError):
    """Lost, damaged or thrown away."""

    code = "stock.loss_reason_unknown"


class TransferUnknown(DomainError):
    """No such transfer, or a store that is not there."""

    code = "stock.transfer_unknown"
    category = Category.NOT_FOUND


class TransferNowhere(DomainError):
    """From one store to another."""

    code = "stock.transfer_nowhere"


class TransferReceived(DomainError):
    """Somebody received it before; what else is found is counted."""

    code = "stock.transfer_received"
    category = Category.CONFLICT


class CountingUnknown(DomainError):
    """No such counting, store or category."""

    code = "stock.counting_unknown"
    category = Category.NOT_FOUND


class CountingEnded(DomainError):
    """It was decided on: what is counted now belongs to a new one."""

    code = "stock.counting_ended"
    category = Category.CONFLICT


class CountingNameMissing(DomainError):
    """A counting says what is counted."""

    code = "stock.counting_name_missing"
