"""A report as a file: for a spreadsheet that reads text, for one that reads numbers, and for paper."""

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.http import HttpResponse

from comptoir.backoffice import formats
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.report_print import pdf_file, print_of
from comptoir.backoffice.report_tables import Figure, Line, Table
from comptoir.backoffice.spreadsheets import Cell, workbook, xlsx_file
from comptoir.insights.public import Unit
from comptoir.platform.parquet import ParquetColumn, write_parquet

FORMS = ("csv", "xlsx", "pdf", "parquet")
ROWS_PRINTED = 2_000


def report_file(
    form: str, name: str, table: Table, *, title: str, about: str, currency: str, language: str
) -> HttpResponse:
    """The table in one of `FORMS`."""
    match form:
        case "csv":
            rows = [[*map(inert, line.labels), *_texts(line, currency, language)] for line in _all_lines(table)]
            return csv_file(f"{name}.csv", list(_header(table, currency)), rows, language)
        case "xlsx":
            cells = [[*line.labels, *_numbers(line, currency)] for line in _all_lines(table)]
            content = workbook(title, list(_header(table, currency)), cells, last_is_total=table.whole is not None)
            return xlsx_file(f"{name}.xlsx", content)
        case "parquet":
            return _parquet_file(name, table, currency)
        case _:
            return pdf_file(f"{name}.pdf", print_of(table, title, about, language))


def _parquet_file(name: str, table: Table, currency: str) -> HttpResponse:
    """Whole numbers as the books hold them, their unit beside each; the whole is left out, because it adds up."""
    units = {
        Unit.MONEY: f"minor units of {currency}", Unit.QUANTITY: "thousandths", Unit.TENTHS: "tenths",
        Unit.RATE: "parts per million", Unit.COUNT: "",
    }  # fmt: skip
    columns = [ParquetColumn(head, "text") for head in table.heads]
    for column in table.columns:
        columns.append(ParquetColumn(column.title, "int64", comment=units[column.unit]))
        if column.has_counts:
            columns.append(ParquetColumn(f"{column.title} (n)", "int64"))
    target = io.BytesIO()
    write_parquet(target, columns, [[[*line.labels, *_integers(line, table)] for line in table.lines]])
    answer = HttpResponse(target.getvalue(), content_type="application/vnd.apache.parquet")
    answer["Content-Disposition"] = f'attachment; filename="{name}.parquet"'
    return answer


def _integers(line: Line, table: Table) -> Iterator[int | None]:
    for figure, column in zip(line.figures, table.columns, strict=True):
        yield figure.value
        if column.has_counts:
            yield figure.count


def _header(table: Table, currency: str) -> Iterator[str]:
    yield from table.heads
    for column in table.columns:
        yield f"{column.title} ({currency})" if column.unit is Unit.MONEY else column.title
        if column.has_counts:
            yield f"{column.title} (n)"


def _all_lines(table: Table) -> Sequence[Line]:
    """The whole as the last line, under the first column's name."""
    if table.whole is None:
        return table.lines
    names = [*table.whole.labels, *[""] * (len(table.heads) - len(table.whole.labels))]
    return [*table.lines, Line(names, table.whole.figures)]


def _texts(line: Line, currency: str, language: str) -> Iterator[str]:
    for figure in line.figures:
        number = _number(figure, currency)
        if isinstance(number, Decimal) and language != "en":
            yield f"{number:f}".replace(".", ",")
        else:
            yield "" if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number)
        if figure.count is not None:
            yield str(figure.count)


def _numbers(line: Line, currency: str) -> Iterator[Cell]:
    for figure in line.figures:
        yield _number(figure, currency)
        if figure.count is not None:
            yield figure.count


def _number(figure: Figure, currency: str) -> Cell:
    """The exact number; a rate in percent, a change as it is said."""
    if figure.value is None:
        return None if figure.text == "–" else figure.text
    match figure.unit:
        case Unit.MONEY:
            return formats.decimal_of(figure.value, currency)
        case Unit.COUNT:
            return figure.value
        case Unit.QUANTITY:
            return _plain(Decimal(figure.value).scaleb(-3))
        case Unit.TENTHS:
            return Decimal(figure.value).scaleb(-1)
        case Unit.RATE:
            return _plain(Decimal(figure.value).scaleb(-4))


def _plain(number: Decimal) -> Decimal:
    """Without zeros that say nothing."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
