"""What was wrong, from when until when, and whether somebody was told."""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier


class Alert(TenantModel):
    """One trouble while it lasts; again is another row. `subject`: whose it is, `name`: what people call it."""

    id = identifier()
    kind = models.CharField(max_length=24)
    subject = models.TextField(blank=True, default="", db_default="")
    name = models.TextField(blank=True, default="", db_default="")
    since = models.DateTimeField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "alerts_alert"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "kind", "subject"],
                condition=models.Q(ended_at__isnull=True),
                name="alert_open_once",
            ),
        )
        indexes = (models.Index(fields=["organization", "-begun_at"], name="alert_by_time"),)
