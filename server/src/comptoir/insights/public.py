"""What doors may ask of reports; inside `reading(organization)`."""

from comptoir.insights.booked import booked
from comptoir.insights.counting import HOURS, NOBODY, fresh
from comptoir.insights.cubes import BY_MAX, COMPARISONS, CUBES, MEASURES_MAX, NAME_LENGTH_MAX, Measure, Ratio, Unit
from comptoir.insights.definitions import REPORTS, Picture, Report, report_of
from comptoir.insights.inquiry import SECONDS_MAX, Found, TableHelp, inquire, inquiry_help, stop_inquiry
from comptoir.insights.mailing import (
    FORMS as MAIL_FORMS,
)
from comptoir.insights.mailing import (
    RHYTHMS,
    MailingView,
    begin_mailing,
    claim_mailings,
    conclude_mailing,
    days_told,
    end_mailing,
    mailing,
    mailings,
    read_stop_code,
    stop_code,
)
from comptoir.insights.names import Name, names_of
from comptoir.insights.operations import lock_reports, remove_report, save_report
from comptoir.insights.queries import SavedView, built, saved_report, saved_reports
from comptoir.insights.questions import Answer, Question, Row, ask

__all__ = [
    "BY_MAX",
    "COMPARISONS",
    "CUBES",
    "HOURS",
    "MAIL_FORMS",
    "MEASURES_MAX",
    "NAME_LENGTH_MAX",
    "NOBODY",
    "REPORTS",
    "RHYTHMS",
    "SECONDS_MAX",
    "Answer",
    "Found",
    "MailingView",
    "Measure",
    "Name",
    "Picture",
    "Question",
    "Ratio",
    "Report",
    "Row",
    "SavedView",
    "TableHelp",
    "Unit",
    "ask",
    "begin_mailing",
    "booked",
    "built",
    "claim_mailings",
    "conclude_mailing",
    "days_told",
    "end_mailing",
    "fresh",
    "inquire",
    "inquiry_help",
    "lock_reports",
    "mailing",
    "mailings",
    "names_of",
    "read_stop_code",
    "remove_report",
    "report_of",
    "save_report",
    "saved_report",
    "saved_reports",
    "stop_code",
    "stop_inquiry",
]
