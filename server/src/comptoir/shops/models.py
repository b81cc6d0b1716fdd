"""Changes of settings: what was decided for a place, when it starts, and what stood there before."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class SettingChange(TenantModel):
    """What a place says from a moment on. Planned first, where it does not start at once.

    `values` and `before` are `{name: {"own": value}}`; null instead: the place inherits. `before` names only what
    really changed, and is what an undo puts back. A till's change names its store: who has a role there may see it.
    """

    class State(models.TextChoices):
        PLANNED = "planned"
        STARTED = "started"
        WITHDRAWN = "withdrawn"
        FAILED = "failed"

    id = identifier()
    level = models.SmallIntegerField()
    # The group, company, store or till; null for the organization.
    place = models.UUIDField(null=True)
    store = reference("platform.Store", null=True, db_index=False)
    values = models.JSONField()
    before = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State)
    starts_at = models.DateTimeField()
    # Of a planned one: the clock by which the person chose the moment.
    zone = models.TextField(blank=True)
    # Of one that starts by each store's own clock: what that clock shows. `starts_at` is the next moment then, and
    # `begun` what the stores that are there already were given of their own: `{store: {name: {"own": value}}}`.
    wall = models.TextField(blank=True, default="", db_default="")
    begun = models.JSONField(default=dict, db_default={})
    person = models.UUIDField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    undoes = models.UUIDField(null=True)

    class Meta:
        db_table = "shops_setting_change"
        constraints = (models.UniqueConstraint(fields=["organization", "undoes"], name="setting_change_undone_once"),)
        indexes = (
            models.Index(fields=["starts_at"], name="setting_change_due", condition=models.Q(state="planned")),
            models.Index(fields=["organization", "-made_at"], name="setting_change_by_time"),
        )
