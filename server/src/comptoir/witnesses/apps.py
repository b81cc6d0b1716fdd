from django.apps import AppConfig


class WitnessesConfig(AppConfig):
    name = "comptoir.witnesses"
    label = "witnesses"
    default_auto_field = "django.db.models.BigAutoField"
