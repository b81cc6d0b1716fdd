"""Refusals about receipts."""

from comptoir.kernel import Category, DomainError


class TemplateInvalid(DomainError):
    """Too long, too many lines, or a logo that no printer could print."""

    code = "papers.template_invalid"
    category = Category.INVALID


class LanguageUnknown(DomainError):
    """Receipts do not speak it."""

    code = "papers.language_unknown"
    category = Category.INVALID


class SaleUnknown(DomainError):
    """No such sale here yet: the entry may be on its way, or in quarantine."""

    code = "papers.sale_unknown"
    category = Category.NOT_FOUND


class EssentialsInvalid(DomainError):
    """The till's key did not sign them, or for another sale."""

    code = "papers.essentials_invalid"
    category = Category.INVALID


class AddressInvalid(DomainError):
    """It can be no address of this kind."""

    code = "papers.address_invalid"
    category = Category.INVALID


class ChannelOff(DomainError):
    """This server has no way to send it."""

    code = "papers.channel_off"
    category = Category.INVALID


class DeliveryUnknown(DomainError):
    """No such delivery."""

    code = "papers.delivery_unknown"
    category = Category.NOT_FOUND


class AddressErased(DomainError):
    """The address is gone: nothing can be sent there any more."""

    code = "papers.address_erased"
    category = Category.CONFLICT


class NoteUnknown(DomainError):
    """Nobody wrote anything there."""

    code = "papers.note_unknown"
    category = Category.NOT_FOUND


class NoteUnproved(DomainError):
    """The sealed entry holds no commitment to this text."""

    code = "papers.note_unproved"
    category = Category.INVALID


class CustomerErased(DomainError):
    """The sale names somebody who wanted to be forgotten: nothing is sent to them any more."""

    code = "papers.customer_erased"
    category = Category.CONFLICT
