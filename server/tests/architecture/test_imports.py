"""What import-linter's contracts cannot say for every app at once."""

import grimp
import pytest


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("comptoir")


def app_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_models_are_private_to_their_app(graph: grimp.ImportGraph) -> None:
    models = [module for module in graph.modules if module.split(".")[2:3] == ["models"]]
    strangers = sorted(
        f"{importer} imports {model}"
        for model in models
        for importer in graph.find_modules_that_directly_import(model)
        if app_of(importer) != app_of(model)
    )

    assert strangers == []
    assert models


def test_apps_meet_in_public_only(graph: grimp.ImportGraph) -> None:
    """A door calls an operation itself, that is its work; `config`, where all is put together, reaches anything."""
    doors = {"comptoir.edge", "comptoir.api", "comptoir.backoffice"}
    allowed = {"operations": doors | {"comptoir.config"}, "queries": {"comptoir.config"}}
    strangers = sorted(
        f"{importer} imports {module}"
        for module in graph.modules
        for importer in graph.find_modules_that_directly_import(module)
        for part in module.split(".")[2:3]
        if part in allowed and app_of(importer) not in allowed[part] | {app_of(module)}
    )

    assert strangers == []
