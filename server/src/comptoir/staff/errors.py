"""Refusals of staff."""

from comptoir.kernel import Category, DomainError


class RoleNameMissing(DomainError):
    """A role is chosen by its name."""

    code = "staff.role_name_missing"


class RoleNameTaken(DomainError):
    """Two roles of one name could not be told apart."""

    code = "staff.role_name_taken"
    category = Category.CONFLICT


class RoleUnknown(DomainError):
    """No such role."""

    code = "staff.role_unknown"
    category = Category.NOT_FOUND


class RoleInUse(DomainError):
    """Somebody has this role: give them another one first."""

    code = "staff.role_in_use"
    category = Category.CONFLICT


class LimitInvalid(DomainError):
    """A limit lies between nothing and the most that its right measures."""

    code = "staff.limit_invalid"


class EmployeeUnknown(DomainError):
    """Nobody of that id works here."""

    code = "staff.employee_unknown"
    category = Category.NOT_FOUND


class PlaceUnknown(DomainError):
    """No such store or till here."""

    code = "staff.place_unknown"
    category = Category.NOT_FOUND


class PinInvalid(DomainError):
    """A PIN has digits only, as many as the shop has chosen."""

    code = "staff.pin_invalid"


class PinWeak(DomainError):
    """Everybody tries these first: one digit repeated, or digits in a row."""

    code = "staff.pin_weak"


class PinTaken(DomainError):
    """Somebody has this PIN. A till finds the person by it, so it can't belong to two."""

    code = "staff.pin_taken"
    category = Category.CONFLICT


class PinMissing(DomainError):
    """Somebody without a PIN proves nothing by one: the first is given in the back office."""

    code = "staff.pin_missing"
    category = Category.CONFLICT


class PinWrong(DomainError):
    """Not the PIN that this person has."""

    code = "staff.pin_wrong"
    category = Category.FORBIDDEN


class PinWaits(DomainError):
    """Too many tries in a row."""

    code = "staff.pin_waits"
    category = Category.FORBIDDEN


class PinLengthFixed(DomainError):
    """PINs of another length are in use: they would no longer be recognized."""

    code = "staff.pin_length_fixed"
    category = Category.CONFLICT


class PolicyInvalid(DomainError):
    """A lock after a negative time, or a limit below nothing."""

    code = "staff.policy_invalid"


class TimeInvalid(DomainError):
    """Hours that end before they begin, last more than a day, lie ahead, or consist of breaks only."""

    code = "staff.time_invalid"


class TimeReasonMissing(DomainError):
    """Whoever reads the hours later will ask why."""

    code = "staff.time_reason_missing"


class TimeUnknown(DomainError):
    """No such correction."""

    code = "staff.time_unknown"
    category = Category.NOT_FOUND


class TimeDecided(DomainError):
    """Somebody decided otherwise before."""

    code = "staff.time_decided"
    category = Category.CONFLICT


class OwnTime(DomainError):
    """Nobody approves their own hours, unless there is nobody above them."""

    code = "staff.own_time"
    category = Category.FORBIDDEN
