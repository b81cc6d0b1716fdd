from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    name = "comptoir.purchasing"
    label = "purchasing"
    default_auto_field = "django.db.models.BigAutoField"
