"""Devices as they last reported themselves."""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier


class Device(TenantModel):
    """One browser on one piece of hardware; it chose its own id."""

    id = identifier()
    label = models.TextField()
    user_agent = models.TextField(blank=True)
    app_version = models.TextField(blank=True)
    enrolled_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)
    unsent_count = models.IntegerField(null=True)
    unsent_since = models.DateTimeField(null=True)
    storage_persistent = models.BooleanField(null=True)
