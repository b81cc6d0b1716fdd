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


def test_operations_are_reached_through_public_only(graph: grimp.ImportGraph) -> None:
    """`config` alone may reach deeper: it is where the parts are put together."""
    inner = [module for module in graph.modules if module.split(".")[2:3] in (["operations"], ["queries"])]
    strangers = sorted(
        f"{importer} imports {module}"
        for module in inner
        for importer in graph.find_modules_that_directly_import(module)
        if app_of(importer) not in (app_of(module), "comptoir.config")
    )

    assert strangers == []
