from django.apps import AppConfig


class FiscalConfig(AppConfig):
    name = "comptoir.fiscal"
    label = "fiscal"
    default_auto_field = "django.db.models.BigAutoField"
