from django.apps import AppConfig


class TillsConfig(AppConfig):
    name = "comptoir.tills"
    label = "tills"
    default_auto_field = "django.db.models.BigAutoField"
