"""Draw the schema that the migrations make: `make schema` after a migration was written."""

import os
import sys
import tempfile
from pathlib import Path

import psycopg

from comptoir.platform.picture import PICTURE, draw_picture, load_picture
from comptoir.platform.postgres import Cluster, RunningServer
from comptoir.platform.postgres_binaries import locate
from tests.databases import make_roles, point_django_at


def picture_by_steps(server: RunningServer, name: str, folder: Path) -> str:
    """What the migrations make of an empty database, one after the other. Django points to it from then on.

    A database writes some rules in other words once they were read from a dump, and keeps to those: so it is drawn,
    loaded, and drawn again.
    """
    from comptoir.platform.schema import migrate_by_steps

    by_steps = make_roles(server, name)
    point_django_at(by_steps)
    migrate_by_steps()
    first = folder / f"{name}.sql"
    first.write_text(draw_picture(locate(), by_steps.owner), encoding="utf-8")
    again = make_roles(server, f"{name}_again")
    with psycopg.connect(again.owner) as owner:
        load_picture(owner, first)
    return draw_picture(locate(), again.owner)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder) / "data", fast_unsafe=True)
        server = cluster.start()
        try:
            drawn = picture_by_steps(server, "drawn", Path(folder))
        finally:
            server.stop()
            cluster.destroy()
    PICTURE.write_text(drawn, encoding="utf-8")
    print(f"{PICTURE}: {len(drawn.splitlines())} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
