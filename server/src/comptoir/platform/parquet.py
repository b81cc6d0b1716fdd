"""Tables as Parquet, batch by batch and never whole in memory (ADR 0024).

The library is loaded when a file is written, and only then: a server that exports nothing does not know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from arro3.core import DataType, RecordBatch, Schema

# `date`: days since 1970-01-01. `moment`: microseconds since then, UTC.
Kind = Literal["bool", "int16", "int32", "int64", "text", "binary", "date", "moment"]
Rows = Sequence[Sequence[object]]
COMPRESSION = "zstd(3)"
# A row group is what a reader holds at once.
ROWS_IN_GROUP_MAX = 100_000


@dataclass(frozen=True, slots=True)
class ParquetColumn:
    """A column of the file. `comment` says what PostgreSQL calls it, or what its unit is."""

    name: str
    kind: Kind
    is_nullable: bool = True
    comment: str = ""


def write_parquet(target: IO[bytes], columns: Sequence[ParquetColumn], batches: Iterable[Rows]) -> None:
    """Write rows, batch by batch as they come; a file without rows has its schema all the same."""
    from arro3.core import RecordBatchReader
    from arro3.io import write_parquet as write

    schema = _schema(columns)
    write(
        RecordBatchReader.from_batches(schema, _records(schema, columns, batches)),
        target,
        compression=COMPRESSION,
        max_row_group_size=ROWS_IN_GROUP_MAX,
    )


def _records(schema: Schema, columns: Sequence[ParquetColumn], batches: Iterable[Rows]) -> Iterator[RecordBatch]:
    from arro3.core import Array, RecordBatch

    for rows in batches:
        if not rows:
            continue
        arrays = []
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            drawn, shown = _types(column.kind)
            array = Array(values, drawn)
            arrays.append(array if drawn is shown else array.cast(shown))
        yield RecordBatch.from_arrays(arrays, schema=schema)


def _schema(columns: Sequence[ParquetColumn]) -> Schema:
    from arro3.core import Field, Schema

    fields = []
    for column in columns:
        said: dict[str, str] | None = {"comment": column.comment} if column.comment else None
        fields.append(Field(column.name, _types(column.kind)[1], nullable=column.is_nullable, metadata=said))
    return Schema(fields)


def _types(kind: Kind) -> tuple[DataType, DataType]:
    """As what the values are taken, and as what they are written."""
    from arro3.core import DataType

    simple: dict[str, Any] = {
        "bool": DataType.bool, "int16": DataType.int16, "int32": DataType.int32, "int64": DataType.int64,
        "text": DataType.string, "binary": DataType.binary,
    }  # fmt: skip
    if kind == "date":
        return DataType.int32(), DataType.date32()
    if kind == "moment":
        return DataType.int64(), DataType.timestamp("us", tz="UTC")
    made: DataType = simple[kind]()
    return made, made
