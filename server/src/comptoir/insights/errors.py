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


class InquiryRefused(DomainError):
    """What may not be asked in SQL: something other than a question, or of what is not for questions (`name`)."""

    code = "insights.inquiry_refused"


class InquiryUnreadable(DomainError):
    """PostgreSQL does not understand the question; `said` are its words."""

    code = "insights.inquiry_unreadable"


class InquiryTooLong(DomainError):
    """It took longer than a question may, or somebody stopped it."""

    code = "insights.inquiry_too_long"


class InquiryTooLarge(DomainError):
    """It took more memory, or more files, than a question may."""

    code = "insights.inquiry_too_large"


class InquiryTooWide(DomainError):
    """More came back than a page or a file holds."""

    code = "insights.inquiry_too_wide"


class InquiryBusy(DomainError):
    """An organization asks one question at a time: tills share the machine."""

    code = "insights.inquiry_busy"
    category = Category.CONFLICT


class InquiriesNotSetUp(DomainError):
    """The database has no role for questions: whoever runs the server made its roles by hand."""

    code = "insights.inquiries_not_set_up"
    category = Category.UNAVAILABLE


class MailingInvalid(DomainError):
    """A report by mail without a report, a file, a rhythm or an hour that there is."""

    code = "insights.mailing_invalid"


class MailingAddressInvalid(DomainError):
    """What is no address is not written to."""

    code = "insights.mailing_address_invalid"


class MailingUnknown(DomainError):
    """It is not sent, or no longer."""

    code = "insights.mailing_unknown"
    category = Category.NOT_FOUND


class MailingsTooMany(DomainError):
    """A server that sends hundreds of files each morning has become something else."""

    code = "insights.mailings_too_many"
