"""Refusals of platform."""

from comptoir.kernel import Category, DomainError


class StoreUnknown(DomainError):
    """No such store."""

    code = "platform.store_unknown"
    category = Category.NOT_FOUND


class ReturnsInvalid(DomainError):
    """Prices are looked for in the last days: at least one, at most a year."""

    code = "platform.returns_invalid"


class PriceModeUnknown(DomainError):
    """Prices include their tax, or the till adds it: there is no third way."""

    code = "platform.price_mode_unknown"


class HoursInvalid(DomainError):
    """A day begins within its 24 hours, and doors close after they open."""

    code = "platform.hours_invalid"


class OtherStore(DomainError):
    """Something of another store, or of all of them, for somebody whose role holds in some stores only."""

    code = "platform.other_store"
    category = Category.FORBIDDEN


class SettingInvalid(DomainError):
    """No such setting, or a value that no till could follow."""

    code = "platform.setting_invalid"


class SettingTooDeep(DomainError):
    """The setting does not differ at that level: a till has no opening hours of its own."""

    code = "platform.setting_too_deep"
