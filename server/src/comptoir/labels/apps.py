from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "comptoir.labels"
    label = "labels"
    default_auto_field = "django.db.models.BigAutoField"
