"""A change of settings and a group of stores, for tests of what happens to those that are there."""

from datetime import UTC, datetime
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.platform.inherited import Level, Own
from comptoir.shops.commands import ChangeSettings, SaveGroup
from comptoir.shops.public import change_settings, save_group


def of_settings(organization: UUID) -> dict[str, dict[str, object]]:
    """What the addresses of the pages name."""
    change, group = new_uuid7(), new_uuid7()
    save_group(SaveGroup(organization=organization, person=None, id=group, name="Nord"))
    change_settings(
        ChangeSettings(
            organization=organization, person=None, id=change, level=Level.ORGANIZATION, place=None,
            values={"sign_in_note": Own("Ada")}, now=datetime.now(UTC),
        )
    )  # fmt: skip
    return {
        **{f"setting-change-{step}": {"change": change} for step in ("withdraw", "undo")},
        **{f"store-group-{step}": {"group": group} for step in ("save", "remove")},
    }
