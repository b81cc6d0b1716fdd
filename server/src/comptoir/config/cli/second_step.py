"""`comptoir reset-second-step`: for whoever lost phone and recovery codes, and no owner of one shop may help."""

from __future__ import annotations

import os
import sys

from comptoir.config.database import Addresses, database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import show
from comptoir.platform.postgres import PostgresUnavailable


def reset_second_step(email: str, *, with_passkeys: bool, is_demo: bool) -> int:
    """Take it away; 1 when there is nobody with this address, or nothing to take away."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}.{demo_hint(home)}", file=sys.stderr)
        return 2
    try:
        with database_of(home, on_wait=show) as addresses:
            return _reset(home, addresses, email, with_passkeys=with_passkeys)
    except (PostgresUnavailable, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _reset(home: Home, addresses: Addresses, email: str, *, with_passkeys: bool) -> int:
    os.environ.update(addresses.environment(home))
    import django

    django.setup()
    from comptoir.identity.resetting import reset

    done = reset(email, with_passkeys=with_passkeys)
    if done is None:
        print(f"Nobody signs in as {email}.", file=sys.stderr)
        return 1
    if not done.had_code and not done.passkeys:
        print(f"{done.name} has no second step: nothing was changed.", file=sys.stderr)
        return 1
    gone = ([f"{done.passkeys} passkeys"] if done.passkeys else []) + (["the code by app"] if done.had_code else [])
    print(f"Taken away of {done.name}: {' and '.join(gone)}. It stands in the events of {done.shops} shops.")
    return 0
