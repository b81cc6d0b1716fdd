"""A sale's words that a person may erase, and a reason to sell without tax, for tests of the pages about them."""

import os
from uuid import UUID

import psycopg

from comptoir.catalog.public import save_exemption
from comptoir.kernel import new_uuid7
from comptoir.tax.commands import SaveExemption

# Pages on one person's data.
PERSON_ROWS = {"person-data", "person-file", "person-consent", "person-erase", "employee-file"}
PERSON_POSTS = PERSON_ROWS - {"person-data"} | {"customers-consented"}


def names_customer(page: str) -> bool:
    return page.startswith(("customer", "person-")) and "group" not in page


def noted(organization: UUID, sale: UUID) -> int:
    """A note of the whole sale, and what was shown so that it owed no tax."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO papers_note (organization_id, entry_id, number, commitment, salt, text) "
            "VALUES (%s, %s, 0, sha256('a'), 'b', 'Bien cuit'), (%s, %s, -1, sha256('c'), 'd', 'Carte CD-4711')",
            [organization, sale, organization, sale],
        )
    return 0


def exempting(organization: UUID) -> UUID:
    """A reason to sell without tax."""
    reason = new_uuid7()
    save_exemption(
        SaveExemption(organization=organization, person=None, id=reason, category="E", name="Épicerie solidaire")
    )
    return reason
