"""Which address leads to which door. `/edge` never arrives here: the dispatcher answers it first."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
