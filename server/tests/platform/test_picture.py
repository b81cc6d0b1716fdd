"""An empty database begins with a picture: it is what the migrations make, and nobody else ever meets it."""

from pathlib import Path

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from comptoir.platform.picture import PICTURE, UnfitForPicture, draw_picture, load_picture
from comptoir.platform.postgres import RunningServer
from comptoir.platform.postgres_binaries import locate
from comptoir.platform.schema import migrate_by_steps
from tests.databases import TestDatabase, make_roles, point_django_at
from tests.picture import picture_by_steps

pytestmark = pytest.mark.slow


def test_the_picture_is_what_the_migrations_make(
    database: TestDatabase, postgres: RunningServer, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    with django_db_blocker.unblock():
        try:
            by_steps = picture_by_steps(postgres, "by_steps", tmp_path)
            loaded = make_roles(postgres, "by_picture")
            with psycopg.connect(loaded.owner) as owner:
                assert load_picture(owner)
            at_once = draw_picture(locate(), loaded.owner)

            assert at_once == by_steps, "a migration is not in the picture: make schema"

            # Nothing is left to do, and a second time nothing is loaded.
            point_django_at(loaded)
            migrate_by_steps()
            with psycopg.connect(loaded.owner) as owner:
                assert not load_picture(owner)
            assert draw_picture(locate(), loaded.owner) == by_steps
        finally:
            connections["owner"].close()
            point_django_at(database)


def test_a_picture_that_breaks_off_leaves_the_database_empty(postgres: RunningServer, tmp_path: Path) -> None:
    torn = tmp_path / "schema.sql"
    torn.write_bytes(PICTURE.read_bytes() + b"SELECT 1 / 0;\n")
    empty = make_roles(postgres, "broken_off")

    with psycopg.connect(empty.owner) as owner, pytest.raises(psycopg.errors.DivisionByZero):
        load_picture(owner, torn)

    with psycopg.connect(empty.owner) as owner:
        assert owner.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_rows_of_a_migration_are_not_lost_unseen(postgres: RunningServer) -> None:
    drawn = make_roles(postgres, "with_rows")
    with psycopg.connect(drawn.owner) as owner:
        load_picture(owner)
        owner.execute("INSERT INTO auth_group (name) VALUES ('left by a migration')")

    with pytest.raises(UnfitForPicture, match="auth_group"):
        draw_picture(locate(), drawn.owner)
