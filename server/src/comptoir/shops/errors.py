"""Refusals of several shops."""

from comptoir.kernel import Category, DomainError


class PlaceUnknown(DomainError):
    """No such group, company, store or till."""

    code = "shops.place_unknown"
    category = Category.NOT_FOUND


class NothingChanges(DomainError):
    """The place says so already."""

    code = "shops.nothing_changes"


class StartPassed(DomainError):
    """A planned change starts later than now, and within two years."""

    code = "shops.start_passed"


class ChangeUnknown(DomainError):
    """No such change."""

    code = "shops.change_unknown"
    category = Category.NOT_FOUND


class NotPlanned(DomainError):
    """It started, or was withdrawn before."""

    code = "shops.not_planned"
    category = Category.CONFLICT


class NotStarted(DomainError):
    """Only what started can be undone; what is planned is withdrawn."""

    code = "shops.not_started"
    category = Category.CONFLICT


class UndoneAlready(DomainError):
    """Somebody undid it before."""

    code = "shops.undone_already"
    category = Category.CONFLICT


class ChangedSince(DomainError):
    """The place says something else by now: undoing would take back what came later."""

    code = "shops.changed_since"
    category = Category.CONFLICT


class GroupUnknown(DomainError):
    """No such group of stores."""

    code = "shops.group_unknown"
    category = Category.NOT_FOUND


class GroupNameMissing(DomainError):
    """A group has a name."""

    code = "shops.group_name_missing"


class GroupNameTaken(DomainError):
    """Another group is called so."""

    code = "shops.group_name_taken"
    category = Category.CONFLICT
