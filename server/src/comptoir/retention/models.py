"""What a shop said about how long things stay, and each run that let go of what was over."""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier


class Term(TenantModel):
    """How long one class stays here, in the unit of its rule; without a row, as the rule says."""

    pk = models.CompositePrimaryKey("organization_id", "kept")
    kept = models.CharField(max_length=16)
    amount = models.IntegerField()
    person = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(amount__gt=0), name="retention_term_positive"),)


class Run(TenantModel):
    """One pass over every timer, a batch at a time; a worker that dies leaves it to the next, where it stood.

    `moment`: rows are judged by this clock to the end. `gone`: how many rows went, by timer; `timer`: whose turn it is.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"

    id = identifier()
    person = models.UUIDField(null=True)
    moment = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    timer = models.TextField(blank=True, default="")
    gone = models.JSONField(default=dict)
    batches = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(state="running"), name="retention_one_run"
            ),
        )
        indexes = (models.Index(fields=["organization", "-moment"], name="retention_run_by_time"),)
