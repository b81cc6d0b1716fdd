"""Refusals."""

from comptoir.kernel import Category, DomainError


class SavedReportUnknown(DomainError):
    """Nobody kept such a report, or somebody removed it."""

    code = "insights.report_unknown"
    category = Category.NOT_FOUND


class SavedReportInvalid(DomainError):
    """What is asked cannot be asked: figures, rows or days that do not exist."""

    code = "insights.report_invalid"


class SavedReportNameMissing(DomainError):
    """A kept report is found by its name."""

    code = "insights.report_name_missing"


class SavedReportNameTaken(DomainError):
    """Two reports of one name cannot be told apart."""

    code = "insights.report_name_taken"
    category = Category.CONFLICT
