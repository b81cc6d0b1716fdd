"""The two columns that nearly every table has, declared once."""

from typing import Any

from django.db import models

from comptoir.kernel import new_uuid7


def identifier() -> "models.UUIDField[Any, Any]":
    """A UUIDv7 made by whoever creates the row: sortable by time, safe to make offline."""
    return models.UUIDField(primary_key=True, default=new_uuid7, editable=False)


def reference(to: str, **options: Any) -> "models.ForeignKey[Any, Any]":
    """A foreign key to a lower app. The database's constraint is written by `ProtectTable`."""
    return models.ForeignKey(to, models.PROTECT, related_name="+", db_constraint=False, **options)


class TenantModel(models.Model):
    """A row that belongs to one organization."""

    organization = models.ForeignKey(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True
