"""`comptoir secrets rotate`: a new key for the secrets that the database keeps sealed."""

from __future__ import annotations

import os
import sys

from comptoir.config.database import Addresses, database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import show
from comptoir.platform.postgres import PostgresUnavailable


def rotate_secrets(*, is_demo: bool) -> int:
    """Seal everything under a new key; the old ones go when nothing needs them any more. 1: something is still sealed
    by a key that is not here."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}.{demo_hint(home)}", file=sys.stderr)
        return 2
    try:
        with database_of(home, on_wait=show) as addresses:
            return _rotate(home, addresses)
    except (PostgresUnavailable, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _rotate(home: Home, addresses: Addresses) -> int:
    os.environ.update(addresses.environment(home))
    import django

    django.setup()
    from comptoir.links.hooks import reseal_hooks
    from comptoir.payments.resealing import rotate

    done = rotate((reseal_hooks,))
    print(f"Key {done.key} seals from now on. Sealed anew: {done.count}. Old keys taken away: {done.forgotten}.")
    if done.closed:
        print(f"{done.closed} accounts open with no key of this server: enter their secrets anew.", file=sys.stderr)
        return 1
    return 0
