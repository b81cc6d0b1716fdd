"""Who was erased, by an identifier that names nobody."""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier, reference


class Erasure(TenantModel):
    """A customer who was erased. Rows are only added, but for the day on which the last of what the law keeps goes.

    `position` grows with the organization's erasures, in the order of commits: a till says how far it has heard.
    """

    class Reason(models.TextChoices):
        # They asked for it (art. 17).
        ASKED = "asked"
        # They took their consent back, and nothing else is a reason to keep them.
        WITHDRAWN = "withdrawn"
        OBJECTED = "objected"
        # The shop needs it no more.
        UNNEEDED = "unneeded"
        UNLAWFUL = "unlawful"
        # The database was brought back to a time before: `privacy.register` knew better.
        RESTORED = "restored"

    id = identifier()
    position = models.BigIntegerField()
    customer = reference("customers.Customer", db_index=False)
    reason = models.CharField(max_length=9, choices=Reason)
    person = models.UUIDField(null=True)
    erased_at = models.DateTimeField()
    # Until when the law keeps their name on documents, at the latest; null: on none.
    kept_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_erasure"
        constraints = (
            models.UniqueConstraint(fields=["organization", "customer"], name="erasure_once"),
            models.UniqueConstraint(fields=["organization", "position"], name="erasure_position_once"),
        )
