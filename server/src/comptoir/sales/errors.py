"""Refusals of the ledger's operations. A till never sees one: these answer a person."""

from comptoir.kernel import Category, DomainError


class QuarantineUnknown(DomainError):
    """No such bytes in quarantine."""

    code = "sales.quarantine_unknown"
    category = Category.NOT_FOUND


class AlreadyDecided(DomainError):
    """Somebody has adopted or rejected this entry before."""

    code = "sales.already_decided"
    category = Category.CONFLICT


class NotAdoptable(DomainError):
    """Not readable, not of this till, or not sealed by the chain's key: nobody can say whose entry that is."""

    code = "sales.not_adoptable"
    category = Category.CONFLICT


class IncidentUnknown(DomainError):
    """No such incident."""

    code = "sales.incident_unknown"
    category = Category.NOT_FOUND


class IncidentResolved(DomainError):
    """Somebody has resolved it before."""

    code = "sales.incident_resolved"
    category = Category.CONFLICT


class AdoptionFailed(DomainError):
    """A fault of ours with this one entry: it stays in quarantine, and those behind it go on."""

    code = "sales.adoption_failed"
    category = Category.CONFLICT


class PeriodUnreadable(DomainError):
    """Neither a month (`2026-11`) nor a year (`2026`)."""

    code = "sales.period_unreadable"
    category = Category.INVALID


class PeriodRunning(DomainError):
    """The period is not over yet."""

    code = "sales.period_running"
    category = Category.CONFLICT


class PeriodNotNext(DomainError):
    """Periods are closed in order, a year after its December."""

    code = "sales.period_not_next"
    category = Category.CONFLICT
