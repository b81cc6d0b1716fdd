"""`comptoir register`: the register of processing of one shop, for whoever asks: JSON, a page, or Markdown."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import typer

from comptoir.config.database import database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import show
from comptoir.platform.postgres import PostgresUnavailable

if TYPE_CHECKING:
    from comptoir.backoffice.register import Register


def print_register(form: str, *, organization: str | None, language: str, is_demo: bool) -> int:
    """Print it; 1 when it is not said of which shop."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    if form not in FORMS:
        raise typer.BadParameter(f"One of {', '.join(FORMS)}.")
    try:
        wanted = UUID(organization) if organization else None
    except ValueError as error:
        raise typer.BadParameter(f"{organization} is no identifier of an organization.") from error
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}: there is no shop.{demo_hint(home)}", file=sys.stderr)
        return 2
    try:
        with database_of(home, on_wait=show) as addresses:
            os.environ.update(addresses.environment(home))
            import django

            django.setup()
            return _print(addresses.owner, wanted, form, language)
    except (PostgresUnavailable, psycopg.OperationalError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _print(owner: str, organization: UUID | None, form: str, language: str) -> int:
    from django.utils.translation import override

    from comptoir.backoffice.register import register
    from comptoir.platform.tenancy import reading

    with psycopg.connect(owner) as connection:
        rows = connection.execute("SELECT id, name, locale FROM platform_organization ORDER BY name, id").fetchall()
    found = [row for row in rows if organization in (None, row[0])]
    if len(found) != 1:
        print("Choose an organization with --organization:", file=sys.stderr)
        print("\n".join(f"  {key}  {name}" for key, name, _locale in rows), file=sys.stderr)
        return 1
    [(key, _name, locale)] = found
    with override(language or locale[:2]), reading(key):
        print(FORMS[form](register(datetime.now(UTC))))
    return 0


def as_json(register: Register) -> str:
    """With every column by name, for programs and for whoever checks."""
    return json.dumps(register.as_json(), ensure_ascii=False, indent=1)


def as_markdown(register: Register) -> str:
    return "\n".join(_lines(register))


def as_html(register: Register) -> str:
    """A page of its own, to print or to send; it loads nothing."""
    parts = []
    for line in _lines(register):
        level = len(line) - len(line.lstrip("#"))
        if level:
            parts.append(f"<h{level}>{escape(line[level:].strip())}</h{level}>")
        elif line:
            parts.append(f"<p>{escape(line.removeprefix('- '))}</p>")
    style = "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    title = escape(register.organization)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>'
        f"<body>{''.join(parts)}</body></html>"
    )


def _lines(register: Register) -> Iterator[str]:
    from django.utils.translation import gettext as _

    yield f"# {_('Register of processing')}: {register.organization}"
    yield ""
    yield from (*register.companies, *register.places)
    for activity in register.activities:
        yield from ("", f"## {activity.title}", "")
        for row in activity.rows:
            yield f"### {row.whose}"
            yield f"- {_('What')}: {row.told}"
            yield f"- {_('By what right')}: {row.basis}"
            yield f"- {_('Who sees it')}: {row.recipients}"
            yield f"- {_('How long')}: {row.stays}"
    yield from ("", f"## {_('Who outside gets data')}", "")
    yield from (f"- {one.who} {one.host}".rstrip() for one in register.transfers)
    if not register.transfers:
        yield _("Nobody: nothing is set up that sends data out of this computer.")
    yield from ("", f"## {_('Of the installation')}", "")
    yield from (f"- {title}: {text}" for title, text in register.house)
    yield from ("", f"## {_('How it is protected')}", "")
    yield from (f"- {one}" for one in (*register.measures, *register.documents))


FORMS: dict[str, Callable[[Register], str]] = {"json": as_json, "markdown": as_markdown, "html": as_html}
