"""Refusals about witnesses. Clients translate the codes."""

from comptoir.kernel import Category, DomainError


class AddressInvalid(DomainError):
    """No address that this server would write to: https, or http inside a network that the administrator allowed."""

    code = "witnesses.address_invalid"
    category = Category.INVALID


class KeyInvalid(DomainError):
    """No key of a witness: `name+hash+key`, for cosignatures."""

    code = "witnesses.key_invalid"
    category = Category.INVALID


class TooMany(DomainError):
    """As many witnesses as a shop may have."""

    code = "witnesses.too_many"
    category = Category.CONFLICT


class AlreadyThere(DomainError):
    """This key is one of the shop's witnesses."""

    code = "witnesses.already_there"
    category = Category.CONFLICT


class WitnessUnknown(DomainError):
    """No witness of the organization."""

    code = "witnesses.witness_unknown"
    category = Category.NOT_FOUND


class AlarmUnknown(DomainError):
    """No alarm of the organization."""

    code = "witnesses.alarm_unknown"
    category = Category.NOT_FOUND
