"""The schema as the migrations leave it, for a database that is still empty.

Running a hundred and more migrations takes Django twenty seconds of a processor; loading what they make takes one.
The picture is never the authority: a test holds it equal to what the migrations make, a migration that it does not
know yet is run as ever, and a database that holds anything never meets it (ADR 0032).
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import psycopg
from psycopg import sql

from comptoir.platform.postgres_binaries import Binaries

PICTURE = Path(__file__).with_name("schema.sql")
# Django writes these after every run of `migrate`, whatever there was to do.
WRITTEN_ANYWAY = {"django_migrations", "django_content_type", "auth_permission"}
_SESSION = re.compile(r"^(SET |SELECT pg_catalog\.set_config|\\)")
_QUOTE = re.compile(r"\$[a-z_]*\$")


class UnfitForPicture(Exception):
    """The text names the tables that migrations fill: a picture of the schema alone would lose their rows."""


def load_picture(owner: psycopg.Connection[tuple[object, ...]], picture: Path = PICTURE) -> bool:
    """Bring an empty database to the state of the picture; answers whether it was empty. Two at once load it once."""
    with owner.transaction():
        owner.execute("SELECT pg_advisory_xact_lock(hashtext('comptoir.picture'))")
        found = owner.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL").fetchone()
        if found == (True,):
            return False
        owner.execute("SET LOCAL check_function_bodies = off")
        owner.execute("SET LOCAL search_path = ''")
        owner.execute(picture.read_bytes())
    return True


def draw_picture(binaries: Binaries, owner_address: str) -> str:
    """The picture of a database that the migrations have made and nobody has used."""
    with psycopg.connect(owner_address) as owner:
        _refuse_rows(owner)
        applied = owner.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    dump = subprocess.run(
        [binaries.program("pg_dump"), "--schema-only", "--no-tablespaces", owner_address],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = ",\n".join(f"    ('{app}', '{name}', now())" for app, name in applied)
    known = f"INSERT INTO public.django_migrations (app, name, applied) VALUES\n{names};\n"
    return "-- Drawn by `make schema`: never edited by hand.\n" + "".join(_statements(dump.splitlines())) + known


def _refuse_rows(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    filled = []
    for (table,) in tables:
        row = owner.execute(
            sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier("public", str(table)))
        ).fetchone()
        if row == (True,) and str(table) not in WRITTEN_ANYWAY:
            filled.append(str(table))
    if filled:
        raise UnfitForPicture(", ".join(filled))


def _statements(lines: Iterable[str]) -> Iterable[str]:
    """Without comments, empty lines, what `ensure_roles` has granted, and settings of the dump's own session; the
    bodies of functions stand as they are.
    """
    is_body = False
    for line in lines:
        is_of_dump = line.startswith("--") or not line.strip() or _SESSION.match(line) or " ON SCHEMA public " in line
        if is_body or not is_of_dump:
            yield f"{line}\n"
        if len(_QUOTE.findall(line)) % 2 == 1:
            is_body = not is_body
