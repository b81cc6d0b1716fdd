"""A table as a spreadsheet (Office Open XML, ECMA-376): numbers stay numbers, a first row that stays in sight.

Written by hand, because of a workbook we need a hundredth: one sheet, two styles of text and four of numbers.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from django.http import HttpResponse

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | Decimal | None
# The index of the cell's style in `_STYLES`.
PLAIN, BOLD = 0, 1
_STARTED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FILES = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="4" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
_WORKBOOK = (
    '<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)
_SHEET_NAME_LENGTH = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_CONTROLS = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))


def workbook(title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], *, last_is_total: bool) -> bytes:
    """The file. A decimal is written as it stands; a text is never run as a formula."""
    file = io.BytesIO()
    name = escape(title.translate(_FORBIDDEN)[:_SHEET_NAME_LENGTH].strip() or "1", {'"': "&quot;"})
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for path, content in _FILES.items():
            folder.writestr(path, _STARTED + content)
        folder.writestr("xl/workbook.xml", _STARTED + _WORKBOOK.format(main=_MAIN, office=_OFFICE, name=name))
        folder.writestr("xl/worksheets/sheet1.xml", "".join(_sheet(header, rows, last_is_total=last_is_total)))
    return file.getvalue()


def xlsx_file(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sheet(header: Sequence[str], rows: Sequence[Sequence[Cell]], *, last_is_total: bool) -> Iterator[str]:
    yield f'{_STARTED}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    widths = [max([len(title), *(len(str(row[at] or "")) for row in rows)]) + 2 for at, title in enumerate(header)]
    columns = (f'<col min="{n}" max="{n}" width="{min(w, 60)}" customWidth="1"/>' for n, w in enumerate(widths, 1))
    yield f"<cols>{''.join(columns)}</cols><sheetData>"
    for number, row in enumerate([header, *rows], start=1):
        strong = number == 1 or (last_is_total and number == len(rows) + 1)
        cells = "".join(_cell(at, number, cell, strong=strong) for at, cell in enumerate(row))
        yield f'<row r="{number}">{cells}</row>'
    yield "</sheetData></worksheet>"


def _cell(at: int, row: int, cell: Cell, *, strong: bool) -> str:
    place = f"{_letters(at)}{row}"
    bold = BOLD if strong else PLAIN
    match cell:
        case None:
            return ""
        case str():
            text = escape(cell.translate(_CONTROLS))
            return f'<c r="{place}" s="{bold}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case int():
            return f'<c r="{place}" s="{bold}"><v>{cell}</v></c>'
        case Decimal():
            return f'<c r="{place}" s="{bold + 2}"><v>{cell:f}</v></c>'


def _letters(at: int) -> str:
    """A, B, … Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
