"""Many new rows of one model in one statement: an import writes seven tables for each line of a file.

Django's `bulk_create` prepares every field of every row by itself, which is four fifths of an import's time. Here a
column goes to the database as one array.
"""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault


def insert_rows(model: type[Model], rows: Iterable[Model], *, ignore_conflicts: bool = False) -> None:
    """Insert rows that are complete as they stand. Nothing is asked back and no signal is sent.

    What the database gives by default it gives to all of them or to none. A row that the table refuses refuses all,
    unless those that stand already are to be passed over.
    """
    written = list(rows)
    if not written:
        return
    columns = {field.attname: [field.pre_save(row, True) for row in written] for field in _fields(model)}
    given = tuple(name for name, said in columns.items() if not isinstance(said[0], DatabaseDefault))
    documents = _documents(model)
    arrays = [[_text(said) for said in columns[name]] if name in documents else columns[name] for name in given]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, given) + (" ON CONFLICT DO NOTHING" if ignore_conflicts else ""), arrays)


@cache
def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field.column]


@cache
def _documents(model: type[Model]) -> frozenset[str]:
    return frozenset(field.attname for field in _fields(model) if isinstance(field, JSONField))


def _text(document: object) -> str | None:
    """A list in an array would make it one of two dimensions: documents travel as their text."""
    return None if document is None else json.dumps(document)


@cache
def _statement(model: type[Model], given: tuple[str, ...]) -> str:
    fields = [field for field in _fields(model) if field.attname in given]
    documents = _documents(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    names = [f"c{place}" for place in range(len(fields))]
    read = ", ".join(
        f"{name}::jsonb" if field.attname in documents else name for name, field in zip(names, fields, strict=True)
    )
    arrays = ", ".join(
        f"%s::{'text' if field.attname in documents else field.db_type(connection)}[]" for field in fields
    )
    return (
        f'INSERT INTO "{model._meta.db_table}" ({columns}) '  # noqa: S608  # names of ours
        f"SELECT {read} FROM unnest({arrays}) AS new({', '.join(names)})"
    )
