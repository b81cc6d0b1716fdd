"""Small demo shops of countries whose law signs each receipt: `comptoir demo --country at`.

    python -m comptoir.config.demo.abroad <address> <country>

They have articles, two cashiers and one till, and no past: what is worth seeing is made by the visitor's own till,
whose first act is what its country wants first. Everything goes through operations; a repeat adds only what is missing.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.config.demo.access import DemoAccess
from comptoir.config.demo.identity import identifier


@dataclass(frozen=True, slots=True)
class Tax:
    key: str
    name: str
    rate_ppm: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class Shelf:
    """`goods`: name, price in cents, key of its tax."""

    name: str
    color: str
    goods: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Abroad:
    """A shop of one till."""

    country: str
    name: str
    legal_name: str
    registration: str
    tax_number: str
    store: str
    address: str
    phone: str
    timezone: str
    locale: str
    email: str
    cashiers: tuple[tuple[str, str], ...]
    till_code: str
    till: str
    taxes: tuple[Tax, ...]
    shelves: tuple[Shelf, ...]

    def id(self, kind: str, key: str = "") -> UUID:
        return identifier(kind, f"{self.country}/{key}")

    @property
    def organization(self) -> UUID:
        return self.id("organization")


_AT_2016 = date(2016, 1, 1)
AUSTRIA = Abroad(
    country="AT",
    name="Greißlerei am Markt",
    legal_name="Greißlerei am Markt GmbH",
    registration="FN 000000 a (Beispiel)",
    tax_number="ATU12345675",
    store="Greißlerei am Markt",
    address="Naschmarkt 12\n1060 Wien",
    phone="01 000 00 12",
    timezone="Europe/Vienna",
    locale="de-AT",
    email="anna@comptoir.example",
    cashiers=(("Anna", "#2f6f5e"), ("Max", "#1f6380")),
    till_code="K1",
    till="Kassa 1",
    taxes=(
        Tax("reduced", "Lebensmittel", 100_000, _AT_2016),
        Tax("standard", "Normalsatz", 200_000, _AT_2016),
        Tax("staples", "Grundnahrungsmittel", 49_000, date(2026, 7, 1)),
    ),
    shelves=(
        Shelf("Brot & Gebäck", "#8a5a14", (
            ("Semmel", 69, "staples"), ("Kornspitz", 119, "staples"), ("Bauernbrot 1 kg", 590, "staples"),
            ("Topfengolatsche", 290, "reduced"),
        )),
        Shelf("Milch & Käse", "#1f6380", (
            ("Vollmilch 1 l", 179, "staples"), ("Butter 250 g", 349, "staples"), ("Bergkäse 200 g", 549, "reduced"),
            ("Liptauer", 390, "reduced"),
        )),
        Shelf("Getränke", "#2f6f5e", (
            ("Almdudler 0,35 l", 220, "standard"), ("Grüner Veltliner", 890, "standard"),
            ("Verlängerter", 340, "standard"), ("Apfelsaft naturtrüb 1 l", 329, "standard"),
        )),
        Shelf("Süßes", "#8a3a78", (
            ("Mannerschnitten", 179, "reduced"), ("Sachertorte, Stück", 490, "reduced"),
            ("Mozartkugel", 120, "reduced"),
        )),
    ),
)  # fmt: skip
SHOPS = {"at": AUSTRIA}


def prepare_abroad(country: str, base_url: str, home: Path, *, now: datetime | None = None) -> DemoAccess:
    """Make that shop where it is missing, and answer how to get in. Django must be set up."""
    from comptoir.config.demo.state import DemoState
    from comptoir.tills.public import IssueCode, issue_code

    now, shop = now or datetime.now(UTC), SHOPS[country]
    state = DemoState.load(home, now=now, days=0)
    if not state.path.exists():
        state.save()
    is_new = _found(shop, state.password, now.astimezone(ZoneInfo(shop.timezone)).date())
    owner, till = shop.id("user"), shop.id("till")
    issued = issue_code(IssueCode(organization=shop.organization, till=till, now=now, person=owner))
    return DemoAccess(
        shop=shop.name,
        address=base_url,
        email=shop.email,
        password=state.password,
        till_name=shop.till,
        enrolment_code=issued.code,
        enrolment_address=f"{base_url}/till/#code={issued.code}",
        expires_at=issued.expires_at,
        is_new=is_new,
    )


def _found(shop: Abroad, password: str, today: date) -> bool:
    from comptoir.catalog.commands import PublishSettings
    from comptoir.catalog.operations import publish_settings
    from comptoir.fiscal.public import plugin_of
    from comptoir.tills.public import CreateTill, create_till

    is_new = _found_company(shop)
    _hire(shop, password)
    _add_taxes(shop)
    _add_goods(shop, today)
    owner = shop.id("user")
    create_till(
        CreateTill(
            organization=shop.organization, id=shop.id("till"), store=shop.id("store"), code=shop.till_code,
            name=shop.till, person=owner,
        )
    )  # fmt: skip
    plugin = plugin_of(shop.country)
    # The country's own demonstration: a key in software or a simulated device, which says so on each receipt.
    if is_new and plugin is not None and plugin.begin is not None:
        plugin.begin(shop.organization, owner, shop.tax_number)
    publish_settings(PublishSettings(organization=shop.organization))
    return is_new


def _found_company(shop: Abroad) -> bool:
    from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization
    from comptoir.platform.operations import add_legal_entity, add_store, found_organization

    is_new = found_organization(
        FoundOrganization(
            organization=shop.organization, name=shop.name, country=shop.country, currency="EUR", locale=shop.locale
        )
    )
    add_legal_entity(
        AddLegalEntity(
            organization=shop.organization, id=shop.id("legal_entity"), name=shop.legal_name,
            registration=shop.registration, tax_number=shop.tax_number,
        )
    )  # fmt: skip
    add_store(
        AddStore(
            organization=shop.organization, id=shop.id("store"), legal_entity=shop.id("legal_entity"), name=shop.store,
            address=shop.address, phone=shop.phone, timezone=shop.timezone, price_mode="gross",
        )
    )  # fmt: skip
    return bool(is_new)


def _hire(shop: Abroad, password: str) -> None:
    from comptoir.identity.commands import AddEmployee, AddMembership, CreateUser
    from comptoir.identity.operations import add_employee, add_membership, create_user
    from comptoir.identity.roles import Role

    owner = shop.id("user")
    first, _color = shop.cashiers[0]
    create_user(CreateUser(id=owner, email=shop.email, name=first, password=password, language=shop.locale[:2]))
    add_membership(
        AddMembership(
            organization=shop.organization, person=None, id=shop.id("membership"), user=owner, role=Role.OWNER
        )
    )
    for name, color in shop.cashiers:
        add_employee(
            AddEmployee(
                organization=shop.organization, person=owner, id=shop.id("employee", name), name=name, color=color,
                user=owner if name == first else None,
            )
        )  # fmt: skip


def _add_taxes(shop: Abroad) -> None:
    from comptoir.catalog.operations import add_rate
    from comptoir.tax.commands import AddRate, AddTaxClass
    from comptoir.tax.operations import add_tax_class

    owner = shop.id("user")
    for place, tax in enumerate(shop.taxes):
        kind = shop.id("tax_class", tax.key)
        add_tax_class(AddTaxClass(organization=shop.organization, person=owner, id=kind, name=tax.name, position=place))
        add_rate(
            AddRate(
                organization=shop.organization, person=owner, id=shop.id("tax_rate", tax.key), tax_class=kind,
                category="S", rate_ppm=tax.rate_ppm, valid_from=tax.valid_from,
            )
        )  # fmt: skip


def _add_goods(shop: Abroad, today: date) -> None:
    from comptoir.catalog.commands import AddCategory, AddProduct
    from comptoir.catalog.operations import add_category, add_product

    owner = shop.id("user")
    for place, shelf in enumerate(shop.shelves):
        category = shop.id("category", shelf.name)
        add_category(
            AddCategory(
                organization=shop.organization, person=owner, id=category, name=shelf.name, color=shelf.color,
                position=place,
            )
        )  # fmt: skip
        for name, price, tax in shelf.goods:
            add_product(
                AddProduct(
                    organization=shop.organization, person=owner, id=shop.id("product", name),
                    item=shop.id("item", name), name=name, category=category, tax_class=shop.id("tax_class", tax),
                    unit_price=price, day=today,
                )
            )  # fmt: skip


def main(arguments: list[str]) -> int:
    """For rehearsals: the shop in the home of the environment, and how to get in."""
    import django

    django.setup()
    from comptoir.config.home import Home

    address, country = arguments
    access = prepare_abroad(country, address, Home.of_environment().path)
    told = {
        "address": address, "email": access.email, "password": access.password,
        "enrolment_code": access.enrolment_code, "enrolment_address": access.enrolment_address,
    }  # fmt: skip
    print(json.dumps(told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
