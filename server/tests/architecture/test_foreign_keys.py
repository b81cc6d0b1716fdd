"""import-linter sees imports; a foreign key by name to a higher app would pass it unseen."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tests.architecture.layers import ranks


def foreign_keys() -> Iterator[models.ForeignKey[models.Model, models.Model]]:
    """Every foreign key (and one-to-one) of a Comptoir model; Django's own tables are not ours to judge."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("comptoir."):
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey):
                    yield field


def test_foreign_keys_go_to_a_lower_app() -> None:
    rank = ranks()

    upward = [
        f"{field.model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for field in foreign_keys()
        if field.related_model._meta.app_label != field.model._meta.app_label
        and rank[field.related_model._meta.app_label] >= rank[field.model._meta.app_label]
    ]

    assert upward == []


def test_foreign_keys_protect_and_leave_no_reverse_name() -> None:
    loose = [
        f"{field.model._meta.label}.{field.name}"
        for field in foreign_keys()
        if field.remote_field.on_delete is not models.PROTECT or field.remote_field.related_name != "+"
    ]

    assert loose == []


def test_there_are_foreign_keys_to_judge() -> None:
    assert len(list(foreign_keys())) > 20
