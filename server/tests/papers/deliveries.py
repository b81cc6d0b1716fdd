"""A receipt that somebody wanted by mail, as the queue keeps it."""

import os
from uuid import UUID

import psycopg

from comptoir.kernel import new_uuid7


def wanted_by_mail(organization: UUID, sale: object, state: str) -> UUID:
    """Tried once: `sent` or `failed`."""
    delivery = new_uuid7()
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO papers_delivery (organization_id, id, entry_id, channel, address, hint, language, essentials, "
            "consented_at, state, attempts, next_try_at, code, detail) VALUES (%s, %s, %s, 'email', 'a@example.fr', "
            "'a…@example.fr', 'fr', '', now(), %s, 1, now(), '', '')",
            [organization, delivery, sale, state],
        )
    return delivery
