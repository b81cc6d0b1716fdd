"""What the migrations make is what the models say."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_no_model_differs_from_what_its_migrations_make() -> None:
    # Django's own names of fields are texts, which would be compared as some language has them.
    with translation.override(None):
        loader = MigrationLoader(None)
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("comptoir.")}
    assert {
        app: [operation.describe() for migration in found for operation in migration.operations]
        for app, found in changes.items()
        if app in ours
    } == {}
