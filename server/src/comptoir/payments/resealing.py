"""A new key for every sealed secret. Whoever is killed amid it begins again: what is sealed anew is left alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connections

from comptoir.payments.accounts import Resealed, ResealSecrets, reseal_secrets
from comptoir.platform.secret_box import add_key, forget_keys


@dataclass(frozen=True, slots=True)
class Rotated:
    """`closed`: accounts that no key opens; then the old keys stay."""

    key: int
    count: int
    closed: int
    forgotten: int


def rotate(also: Sequence[Callable[[ResealSecrets], Resealed]] = ()) -> Rotated:
    """Add a key, seal everything with it, and take the older ones away where nothing needs them.

    `also`: what higher apps keep sealed.
    """
    key = add_key()
    count = closed = 0
    for organization in _organizations():
        for reseal in (reseal_secrets, *also):
            done = reseal(ResealSecrets(organization=organization))
            count, closed = count + done.count, closed + done.closed
    return Rotated(key, count, closed, 0 if closed else forget_keys(before=key))


def _organizations() -> list[UUID]:
    """The owner's connection: nobody else sees all of them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT organization_id FROM payments_provider_account ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]
