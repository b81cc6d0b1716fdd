"""Many new rows of one model in one statement: an import writes seven tables for each line of a file.

Django's `bulk_create` prepares every field of every row by itself, which is four fifths of an import's time. Here a
column goes to the database as one array, written in one go; rows need not be objects of the model, which cost as much
as the rest, and what is the same in all of them travels once.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import NOT_PROVIDED, Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault

Row = Model | Mapping[str, object]


def insert_rows(model: type[Model], rows: Iterable[Row], *, ignore_conflicts: bool = False) -> None:
    """Insert rows that are complete as they stand: objects, or what their columns hold by attribute. Nothing is asked
    back and no signal is sent.

    What the database gives by default it gives to all of them or to none; of rows by attribute, all name the same ones.
    A row that the table refuses refuses all, unless those that stand already are to be passed over.
    """
    written = list(rows)
    if not written:
        return
    columns = _columns(model, written)
    for name in _documents(model) & columns.keys():
        columns[name] = [None if one is None else json.dumps(one) for one in columns[name]]
    arrays = {name: _array(said) for name, said in columns.items() if not _is_same(said)}
    same = [_plain(said[0]) for name, said in columns.items() if name not in arrays]
    statement = _statement(model, tuple((name, name in arrays) for name in columns), len(written))
    with connection.cursor() as cursor:
        cursor.execute(statement + (" ON CONFLICT DO NOTHING" if ignore_conflicts else ""), [*same, *arrays.values()])


def _columns(model: type[Model], rows: Sequence[Row]) -> dict[str, list[Any]]:
    """What each column holds, without those that the database fills in."""
    first, many = rows[0], len(rows)
    if isinstance(first, Model):
        said = {field.attname: [field.pre_save(row, True) for row in rows] for field in _fields(model)}  # type: ignore[arg-type]
        return {name: held for name, held in said.items() if not isinstance(held[0], DatabaseDefault)}
    found: dict[str, list[Any]] = {}
    for field in _fields(model):
        name = field.attname
        if name in first:
            found[name] = [row[name] for row in rows]  # type: ignore[index]
        elif getattr(field, "auto_now_add", False):
            found[name] = [field.pre_save(model(), True)] * many
        elif field.primary_key and callable(field.default):
            found[name] = [field.default() for _ in rows]
        elif field.db_default is NOT_PROVIDED:
            found[name] = [field.get_default()] * many
    return found


def _is_same(said: Sequence[Any]) -> bool:
    first = said[0]
    return len(said) == 1 or all(one is first for one in said)


@cache
def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field.column]


@cache
def _documents(model: type[Model]) -> frozenset[str]:
    return frozenset(field.attname for field in _fields(model) if isinstance(field, JSONField))


def _plain(one: Any) -> Any:
    """A choice is bound as the text that it is."""
    return str(one) if isinstance(one, str) else one


def _array(said: Sequence[Any]) -> str:
    """A column as PostgreSQL writes an array. Bound element by element it would take three times as long."""
    return "{" + ",".join([_ELEMENTS.get(type(one), _quoted)(one) for one in said]) + "}"


def _quoted(one: object) -> str:
    return '"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"'


_ELEMENTS: Mapping[type, Callable[[Any], str]] = {
    int: str,
    bool: str,
    UUID: lambda one: one.hex,
    bytes: lambda one: f'"\\\\x{one.hex()}"',
    type(None): lambda _: "NULL",
}


@cache
def _statement(model: type[Model], given: tuple[tuple[str, bool], ...], many: int) -> str:
    """Columns that differ come as arrays, the others as one value."""
    fields = {field.attname: field for field in _fields(model)}
    documents = _documents(model)
    types = {name: "jsonb" if name in documents else fields[name].db_type(connection) for name, _ in given}
    columns = ", ".join(f'"{fields[name].column}"' for name, _ in given)
    read = ", ".join(
        f"new.c{place}" if is_array else f"%s::{types[name]}" for place, (name, is_array) in enumerate(given)
    )
    arrays = [(place, types[name]) for place, (name, is_array) in enumerate(given) if is_array]
    if not arrays:
        rows = f"generate_series(1, {many})"
    else:
        names = ", ".join(f"c{place}" for place, _ in arrays)
        rows = f"unnest({', '.join(f'%s::{kind}[]' for _, kind in arrays)}) AS new({names})"
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {read} FROM {rows}'  # noqa: S608  # names of ours
