"""Parquet files: every kind of value comes back, with its nothing, and a file without rows has its schema."""

from io import BytesIO

from arro3.io import read_parquet

from comptoir.platform.parquet import ParquetColumn, Rows, write_parquet

COLUMNS = (
    ParquetColumn("is_open", "bool", is_nullable=False),
    ParquetColumn("small", "int16"),
    ParquetColumn("amount", "int64", comment="minor units"),
    ParquetColumn("name", "text"),
    ParquetColumn("content", "binary"),
    ParquetColumn("day", "date"),
    ParquetColumn("at", "moment"),
)


def read(content: bytes) -> tuple[list[tuple[str, str, bool]], list[list[object]]]:
    table = read_parquet(BytesIO(content)).read_all()
    fields = [(field.name, str(field.type), field.nullable) for field in map(table.schema.field, table.column_names)]
    columns = [table[name].to_pylist() for name in table.column_names]
    return fields, [list(row) for row in zip(*columns, strict=True)]


def test_every_kind_of_value_comes_back_with_its_nothing() -> None:
    target = BytesIO()
    batches: list[Rows] = [
        [(True, -3, 9_007_199_254_740_993, "Crème brûlée", b"\x00\xff", 20_000, 1_767_268_800_000_005)],
        [],
        [(False, None, None, None, None, None, None), (False, 0, 0, "", b"", 0, 0)],
    ]

    write_parquet(target, COLUMNS, batches)

    fields, rows = read(target.getvalue())
    assert [name for name, _, _ in fields] == [column.name for column in COLUMNS]
    assert [nullable for _, _, nullable in fields] == [False, True, True, True, True, True, True]
    assert rows[0][:5] == [True, -3, 9_007_199_254_740_993, "Crème brûlée", b"\x00\xff"]
    assert [str(value) for value in rows[0][5:]] == ["2024-10-04", "2026-01-01 12:00:00.000005+00:00"]
    assert rows[1] == [False, None, None, None, None, None, None]
    assert rows[2][:5] == [False, 0, 0, "", b""]


def test_a_file_without_rows_has_its_schema() -> None:
    target = BytesIO()

    write_parquet(target, COLUMNS, [])

    fields, rows = read(target.getvalue())
    assert (len(fields), rows) == (7, [])
