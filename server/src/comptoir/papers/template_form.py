"""A template as it is stored and handed to tills, and what it must hold to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from comptoir.papers.errors import TemplateInvalid
from comptoir.receipts import Logo, ReceiptTemplate, Sections
from comptoir.receipts.pictures import logo_rows

LINES_MAX = 12
LINE_LENGTH_MAX = 120
# The widest head; a third of a page high.
LOGO_WIDTH_MAX = 576
LOGO_HEIGHT_MAX = 320

Json = Mapping[str, Any]


def read_template(stored: Json) -> ReceiptTemplate:
    """A stored template; members that an older version did not know have their defaults."""
    known = Sections.__dataclass_fields__
    sections = {name: bool(value) for name, value in stored.get("sections", {}).items() if name in known}
    logo = stored.get("logo")
    return ReceiptTemplate(
        logo=Logo(width=logo["width"], height=logo["height"], bits=logo["bits"]) if logo else None,
        header=tuple(stored.get("header", ())),
        footer=tuple(stored.get("footer", ())),
        sections=Sections(**sections),
    )


def write_template(template: ReceiptTemplate) -> dict[str, Any]:
    """As JSON; refuses what a printer or a till could not take."""
    _check_lines(template.header)
    _check_lines(template.footer)
    logo = template.logo
    if logo is not None:
        fits = 0 < logo.width <= LOGO_WIDTH_MAX and 0 < logo.height <= LOGO_HEIGHT_MAX
        if not fits or logo_rows(logo.width, logo.height, logo.bits) is None:
            raise TemplateInvalid(part="logo")
    written = asdict(template)
    if logo is None:
        del written["logo"]
    return {**written, "header": list(template.header), "footer": list(template.footer)}


def _check_lines(lines: Sequence[str]) -> None:
    if len(lines) > LINES_MAX or any(len(line) > LINE_LENGTH_MAX or "\0" in line for line in lines):
        raise TemplateInvalid(part="lines")
