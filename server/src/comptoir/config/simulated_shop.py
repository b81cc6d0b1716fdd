"""The shop of `comptoir simulate --real`: a throw-away PostgreSQL with the goods that simulated tills sell."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
from psycopg import sql

from comptoir.platform.postgres import Cluster, RunningServer
from comptoir.simulation.real import SHOP

PASSWORDS = ("simulated-owner", "simulated-app")


class TemporaryDatabases:
    """Databases of one throw-away cluster."""

    def __init__(self, server: RunningServer) -> None:
        self._server = server

    def app(self, name: str) -> str:
        return self._server.url(name, "comptoir_app", PASSWORDS[1])

    def owner(self, name: str) -> str:
        return self._server.url(name, "comptoir_owner", PASSWORDS[0])

    def copy(self, name: str, of: str) -> None:
        self._do(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(of)), of)

    def drop(self, name: str) -> None:
        self._do(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)), name)

    def _do(self, statement: sql.Composed, name: str) -> None:
        """Whoever was killed in this database may not be gone yet."""
        with psycopg.connect(self._server.url(), autocommit=True) as superuser:
            superuser.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
            superuser.execute(statement)


@contextmanager
def temporary_databases() -> Iterator[TemporaryDatabases]:
    """A cluster that is gone at the end, with the shop in a database that is copied."""
    with tempfile.TemporaryDirectory(prefix="comptoir-simulate-") as name:
        folder = Path(name)
        cluster = Cluster(folder / "database" / "data", fast_unsafe=True)
        server = cluster.start()
        try:
            databases = TemporaryDatabases(server)
            _prepare(server, databases, folder / "home")
            yield databases
        finally:
            server.stop()
            cluster.destroy()


def _prepare(server: RunningServer, databases: TemporaryDatabases, home: Path) -> None:
    from comptoir.platform.roles import RolePasswords, ensure_roles

    ensure_roles(server.url(), database=SHOP, passwords=RolePasswords(owner=PASSWORDS[0], app=PASSWORDS[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    os.environ |= {
        "COMPTOIR_HOME": str(home),
        "COMPTOIR_OWNER_DATABASE_URL": databases.owner(SHOP),
        "COMPTOIR_APP_DATABASE_URL": databases.app(SHOP),
    }
    import django

    django.setup()
    from django.db import connections

    from comptoir.platform.schema import migrate

    migrate()
    found_shop()
    connections.close_all()


def found_shop() -> None:
    """The organization, store and goods of `simulation/trade.py`, under the same identifiers."""
    from comptoir.catalog.commands import AddCategory
    from comptoir.catalog.operations import add_category
    from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization
    from comptoir.platform.operations import add_legal_entity, add_store, found_organization
    from comptoir.simulation.trade import CATEGORY, GOODS, ORGANIZATION, STORE

    found_organization(
        FoundOrganization(organization=ORGANIZATION, name="Simulée", country="FR", currency="EUR", locale="fr-FR")
    )
    entity = CATEGORY
    add_legal_entity(
        AddLegalEntity(organization=ORGANIZATION, id=entity, name="Simulée", registration="1", tax_number="2")
    )
    add_store(
        AddStore(
            organization=ORGANIZATION, id=STORE, legal_entity=entity, name="Centre", address="1 rue Haute",
            timezone="Europe/Paris", price_mode="gross",
        )
    )  # fmt: skip
    add_category(AddCategory(organization=ORGANIZATION, person=None, id=CATEGORY, name="Rayon"))
    for number, (price, rate_ppm) in enumerate(GOODS):
        _add_article(number, price, rate_ppm)


def _add_article(number: int, price: int, rate_ppm: int) -> None:
    from comptoir.catalog.commands import AddProduct
    from comptoir.catalog.operations import add_product, add_rate
    from comptoir.kernel import new_uuid7
    from comptoir.simulation.trade import CATEGORY, ORGANIZATION, item_of
    from comptoir.tax.commands import AddRate, AddTaxClass
    from comptoir.tax.operations import add_tax_class

    tax_class = new_uuid7()
    add_tax_class(AddTaxClass(organization=ORGANIZATION, person=None, id=tax_class, name=f"Taux {number}"))
    add_rate(
        AddRate(
            organization=ORGANIZATION, person=None, id=new_uuid7(), tax_class=tax_class, category="S",
            rate_ppm=rate_ppm, valid_from=date(2020, 1, 1),
        )
    )  # fmt: skip
    add_product(
        AddProduct(
            organization=ORGANIZATION, person=None, id=new_uuid7(), item=item_of(number), name="Article",
            category=CATEGORY, tax_class=tax_class, unit_price=price, day=date(2026, 1, 1),
        )
    )  # fmt: skip
