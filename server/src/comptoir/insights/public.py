"""What doors may ask of reports; inside `reading(organization)`."""

from comptoir.insights.counting import NOBODY
from comptoir.insights.cubes import CUBES, Measure, Ratio, Unit
from comptoir.insights.definitions import REPORTS, Picture, Report, report_of
from comptoir.insights.names import Name, names_of
from comptoir.insights.questions import Answer, Question, Row, ask

__all__ = [
    "CUBES",
    "NOBODY",
    "REPORTS",
    "Answer",
    "Measure",
    "Name",
    "Picture",
    "Question",
    "Ratio",
    "Report",
    "Row",
    "Unit",
    "ask",
    "names_of",
    "report_of",
]
