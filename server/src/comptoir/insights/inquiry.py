"""A question in SQL: asked as a role that may read some tables of one organization, and judged before it runs.

Judged by PostgreSQL itself (ADR 0025): the question becomes a view that lives in this transaction alone. A view is one
SELECT that changes nothing, and its stored form names every table and function by number: what is not on the list is
refused. What runs is that very view, in a transaction that has become read only, for some seconds at most.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias
from uuid import UUID

import psycopg
from django.db import connections
from psycopg import sql

from comptoir.insights.errors import (
    InquiriesNotSetUp,
    InquiryBusy,
    InquiryRefused,
    InquiryTooLarge,
    InquiryTooLong,
    InquiryTooWide,
    InquiryUnreadable,
)
from comptoir.insights.inquiry_tables import COLUMNS, GREEDY_FUNCTIONS, STABLE_FUNCTIONS, TABLES
from comptoir.platform.roles import READER
from comptoir.platform.tenancy import SETTING

Value: TypeAlias = str | int | Decimal | bool | None
Connection: TypeAlias = "psycopg.Connection[tuple[object, ...]]"

SECONDS_MAX = 15
ROWS_MAX = 1_000
BYTES_MAX = 20_000_000
LENGTH_MAX = 20_000
# What a question may take of the machine: in memory (recursion without repeats and lists know no bound of their own),
# and in files that PostgreSQL writes while it sorts and repeats.
MEMORY_MAX = 512 * 1024 * 1024
TEMP_FILES_MAX = "512MB"
WATCHED_EVERY_S = 0.1
VIEW = "comptoir_inquiry"
_BEFORE = f"CREATE TEMP VIEW {VIEW} AS SELECT row_to_json(inquiry)::text AS answer FROM (\n"  # noqa: S608  # judged
_AFTER = "\n) AS inquiry"
_RULE = f"SELECT ev_action::text FROM pg_rewrite WHERE ev_class = 'pg_temp.{VIEW}'::regclass"  # noqa: S608
_ANSWERS = f"SELECT answer FROM pg_temp.{VIEW} LIMIT "  # noqa: S608
# A view's stored form: each table, function, sum and sampling that it names. A text inside it has its signs escaped.
_NAMED = re.compile(r"(?<!\\):(relid|funcid|aggfnoid|winfnoid|tsmhandler) (\d+)")


@dataclass(frozen=True, slots=True)
class Found:
    """An answer; `is_cut`: there was more than was asked for. Columns of the same name stay beside each other."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class TableHelp:
    """A table that may be asked for, and its columns with their kinds."""

    group: str
    name: str
    columns: Sequence[tuple[str, str]]


def inquire(organization: UUID, text: str, *, run: UUID, rows_max: int = ROWS_MAX) -> Found:
    """The answer to a question in SQL; `run` is what it can be stopped by. Outside of any transaction: it is slow."""
    question = text.strip().rstrip(";").strip()
    if not question or len(question) > LENGTH_MAX or "\0" in question:
        raise InquiryRefused(name="")
    with _connect(organization, run) as connection:
        _enter(connection, organization)
        with _watched(connection) as is_too_large:
            return _answered(connection, question, rows_max, is_too_large)


def _answered(connection: Connection, question: str, rows_max: int, is_too_large: Event) -> Found:
    """The answer, or why there is none; nothing of the question stays."""
    try:
        return _asked(connection, question, rows_max)
    except psycopg.errors.QueryCanceled as error:
        if is_too_large.is_set():
            raise InquiryTooLarge from error
        raise InquiryTooLong(seconds=str(SECONDS_MAX)) from error
    except (psycopg.errors.ConfigurationLimitExceeded, psycopg.errors.OutOfMemory) as error:
        raise InquiryTooLarge from error
    except psycopg.Error as error:
        raise InquiryUnreadable(said=_said(error), line=_line(error, question)) from error
    finally:
        connection.rollback()


@contextmanager
def _watched(connection: Connection) -> Iterator[Event]:
    """Stop a question that takes too much memory; PostgreSQL has no bound for that.

    Of a server on this machine: of another one nobody here sees how much its processes take.
    """
    is_too_large, is_over = Event(), Event()

    def watch(process: int) -> None:
        while not is_over.wait(WATCHED_EVERY_S):
            if _own_bytes(process) > MEMORY_MAX:
                is_too_large.set()
                connection.cancel()
                return

    watching = Thread(target=watch, args=(connection.info.backend_pid,), daemon=True)
    if connection.info.host.startswith("/"):
        watching.start()
    try:
        yield is_too_large
    finally:
        is_over.set()
        if watching.is_alive():
            watching.join()


def _own_bytes(process: int) -> int:
    """The memory that a process shares with nobody; 0 where the system does not say."""
    try:
        said = Path(f"/proc/{process}/statm").read_text("ascii").split()
    except OSError:
        return 0
    return (int(said[1]) - int(said[2])) * os.sysconf("SC_PAGE_SIZE")


def stop_inquiry(organization: UUID, run: UUID) -> bool:
    """Stop it; answers whether it ran. Only who knows its number can, and only in the same organization."""
    with _connect(organization, None) as connection:
        found = connection.execute(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
            " AND datname = current_database()",
            [_name(organization, run)],
        ).fetchall()
    return any(row[0] for row in found)


def inquiry_help() -> list[TableHelp]:
    """What can be asked for, as the database says it; inside any reading."""
    groups = {name: group for group, names in TABLES.items() for name in names}
    columns: dict[str, list[tuple[str, str]]] = {name: [] for name in groups}
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a"
            " JOIN pg_class c ON c.oid = a.attrelid WHERE c.oid = ANY(%s::text[]::regclass[]) AND a.attnum > 0"
            " AND NOT a.attisdropped ORDER BY c.relname, a.attnum",
            [list(groups)],
        )
        for table, column, kind in cursor.fetchall():
            if column != "organization_id" and column in COLUMNS.get(table, (column,)):
                columns[table].append((column, kind))
    return [TableHelp(group, name, columns[name]) for name, group in groups.items()]


def _connect(organization: UUID, run: UUID | None) -> Connection:
    """A connection of its own, as the serving role; a page's is in the midst of its reading."""
    place = connections["default"].settings_dict
    return psycopg.connect(
        host=place["HOST"], port=place["PORT"] or None, dbname=place["NAME"], user=place["USER"],
        password=place["PASSWORD"] or None, autocommit=run is None,
        application_name=_name(organization, run) if run else "stop",
        **{name: place["OPTIONS"][name] for name in ("sslmode", "sslrootcert") if name in place["OPTIONS"]},
    )  # fmt: skip


def _enter(connection: Connection, organization: UUID) -> None:
    """The organization's only question, with little memory and time, as the reader."""
    row = connection.execute(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('comptoir.inquiry:' || %s, 0))", [str(organization)]
    ).fetchone()
    if not row or not row[0]:
        raise InquiryBusy
    for name, value in (
        (SETTING, str(organization)), ("search_path", "public"), ("work_mem", "16MB"), ("jit", "off"),
        ("max_parallel_workers_per_gather", "0"), ("lock_timeout", "1s"),
        ("statement_timeout", f"{SECONDS_MAX}s"), ("idle_in_transaction_session_timeout", f"{SECONDS_MAX}s"),
    ):  # fmt: skip
        connection.execute("SELECT set_config(%s, %s, true)", [name, value])
    # A server of somebody else's may not let us: time alone bounds its files then.
    with suppress(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute("SELECT set_config('temp_file_limit', %s, true)", [TEMP_FILES_MAX])
    try:
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(READER)))
    except (psycopg.errors.InvalidParameterValue, psycopg.errors.InsufficientPrivilege) as error:
        raise InquiriesNotSetUp from error


def _asked(connection: Connection, question: str, rows_max: int) -> Found:
    # Prepared, so that the protocol itself takes one statement and no more.
    connection.execute((_BEFORE + question + _AFTER).encode(), prepare=True)
    _judge(connection)
    connection.execute("SET TRANSACTION READ ONLY")
    columns: list[str] = []
    rows: list[list[Value]] = []
    size = 0
    with connection.cursor() as cursor:
        for (answer,) in cursor.stream(f"{_ANSWERS} {rows_max + 1}".encode()):
            size += len(str(answer))
            if size > BYTES_MAX:
                raise InquiryTooWide(rows=str(rows_max))
            pairs = json.loads(str(answer), object_pairs_hook=list, parse_float=Decimal)
            columns = columns or [name for name, _ in pairs]
            rows.append([_value(value) for _, value in pairs])
    return Found(columns, rows[:rows_max], len(rows) > rows_max)


def _judge(connection: Connection) -> None:
    """Every table and function that the view names has to be on the list."""
    row = connection.execute(_RULE.encode()).fetchone()
    assert row is not None, "a view without a rule"
    named: dict[str, set[int]] = {"relid": set()}
    for kind, number in _NAMED.findall(str(row[0])):
        named.setdefault("relid" if kind == "relid" else "other", set()).add(int(number))
    tables, others = named["relid"] - {0}, named.get("other", set()) - {0}
    may = [name for names in TABLES.values() for name in names]
    for (name,) in connection.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE oid = ANY(%s::oid[]) AND oid <> ALL (%s::text[]::regclass[])",
        [list(tables), [f"pg_temp.{VIEW}", *(f"public.{name}" for name in may)]],
    ).fetchall():
        raise InquiryRefused(name=str(name))
    for (name,) in connection.execute(
        "SELECT proname::text FROM pg_proc WHERE oid = ANY(%(asked)s::oid[]) AND NOT ("
        " pronamespace = 'pg_catalog'::regnamespace AND proname <> ALL (%(greedy)s)"
        " AND (provolatile = 'i' OR proname = ANY (%(may)s)))",
        {"asked": list(others), "greedy": list(GREEDY_FUNCTIONS), "may": list(STABLE_FUNCTIONS)},
    ).fetchall():
        raise InquiryRefused(name=f"{name}()")


def _value(value: object) -> Value:
    """A cell; what is a list or an object of JSON is shown as such."""
    if value is None or isinstance(value, str | int | Decimal | bool):
        return value
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    """Objects come as pairs, so that columns of the same name stay."""
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    if isinstance(value, list):
        is_object = bool(value) and all(isinstance(one, tuple) for one in value)
        return {name: _plain(inner) for name, inner in value} if is_object else [_plain(one) for one in value]
    return value


def _name(organization: UUID, run: UUID) -> str:
    return f"inquiry {organization.hex[-16:]} {run.hex}"


def _said(error: psycopg.Error) -> str:
    return " ".join(filter(None, (error.diag.message_primary, error.diag.message_hint))) or type(error).__name__


def _line(error: psycopg.Error, question: str) -> str:
    """On which line of the question PostgreSQL stopped."""
    position = int(error.diag.statement_position or 0) - 1 - len(_BEFORE)
    if not 0 <= position <= len(question):
        return ""
    return str(question.count("\n", 0, position) + 1)
