"""Addresses of what watches over the shop: alerts, backups, witnesses, how long what stays."""

from django.urls import path

from comptoir.backoffice.pages import alerts, backups, operations, retention, witnesses

urlpatterns = [
    path("alerts", alerts.alerts, name="alerts"),
    path("operations", operations.operations, name="operations"),
    path("backups", backups.backups, name="backups"),
    path("retention", retention.retention, name="retention"),
    path("retention/run", retention.retention_run, name="retention-run"),
    path("retention/<uuid:run>/stop", retention.retention_stop, name="retention-stop"),
    path("processing", retention.processing, name="processing"),
    path("witnesses", witnesses.witnesses, name="witnesses"),
    path("witnesses/new", witnesses.witness_new, name="witness-new"),
    path("witnesses/<uuid:witness>/remove", witnesses.witness_remove, name="witness-remove"),
    path("witnesses/alarms/<uuid:alarm>/seen", witnesses.witness_alarm_seen, name="witness-alarm-seen"),
]
