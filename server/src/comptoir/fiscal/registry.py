"""Which countries are here: those of the wheel, and those that others installed (entry points `comptoir.fiscal`).

The wheel's own are looked up by folder, so that an older installation of the same checkout hides none. Nothing of
`comptoir` imports a country (import-linter holds it): they are found by name.
"""

import pkgutil
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points

from django.conf import settings

from comptoir.fiscal.plugin import Plugin, of_country

GROUP = "comptoir.fiscal"


@lru_cache(maxsize=1)
def plugins() -> tuple[Plugin, ...]:
    """All of them, by name. One that cannot be loaded stops the program: a shop must not run without its country."""
    found: dict[str, object] = {}
    shipped = import_module(settings.COUNTRY_PACKAGE)
    for module in pkgutil.iter_modules(shipped.__path__):
        plugin = getattr(import_module(f"{shipped.__name__}.{module.name}"), "PLUGIN", None)
        if plugin is not None:
            found[module.name] = plugin
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, point.load())
    return tuple(_checked(name, found[name]) for name in sorted(found))


def _checked(name: str, found: object) -> Plugin:
    assert isinstance(found, Plugin), f"{name} is no plugin"
    assert found.name == name, f"{name} calls itself {found.name}"
    return found


def plugin_of(country: str) -> Plugin | None:
    """The plugin of an organization's country; None: nothing is asked there, or nobody wrote it."""
    return of_country(plugins(), country)


def plugin_named(name: str) -> Plugin | None:
    return next((plugin for plugin in plugins() if plugin.name == name), None)
