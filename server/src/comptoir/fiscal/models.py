"""What a plugin keeps of an organization, and what it tells its tills."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier


class Fact(TenantModel):
    """Something a plugin must remember: a device's certificate, a till's registration, a starting receipt's check.

    Rows are only added; the newest of a `subject` and `name` holds. `subject` is a till's, a store's or a company's
    identifier, or empty for the whole organization. No secret stands here: those are files or sealed columns.
    """

    id = identifier()
    plugin = models.CharField(max_length=16)
    subject = models.TextField(blank=True)
    name = models.CharField(max_length=48)
    value = models.JSONField()
    person = models.UUIDField(null=True)
    stated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=["organization", "plugin", "name", "subject"], name="fiscal_fact_by_name"),)


class TillDocument(TenantModel):
    """What tills get of their plugin, in their settings (`fiscal`). Without a till (`subject` empty): all of them."""

    pk = models.CompositePrimaryKey("organization_id", "plugin", "subject")
    plugin = models.CharField(max_length=16)
    subject = models.TextField(blank=True)
    document = models.JSONField()

    class Meta:
        db_table = "fiscal_till_document"
