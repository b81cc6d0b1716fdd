"""A template as it is stored and handed to tills, and what it must hold to."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from comptoir.papers.errors import TemplateInvalid
from comptoir.platform import setting_checks
from comptoir.receipts import Logo, ReceiptTemplate, Sections

Json = Mapping[str, Any]
# Each is a setting of its own, `receipt_` before its name.
PARTS = ("header", "footer", "sections", "logo")


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
    written = {**asdict(template), "header": list(template.header), "footer": list(template.footer)}
    if not (setting_checks.lines(written["header"]) and setting_checks.lines(written["footer"])):
        raise TemplateInvalid(part="lines")
    if not setting_checks.logo(written["logo"]):
        raise TemplateInvalid(part="logo")
    return written
