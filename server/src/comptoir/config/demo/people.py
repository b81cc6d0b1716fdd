"""The demo shop's people at its tills: roles, PINs, and what the shop says of itself on invoices.

Done once the shop has a past, so that its ninety days are judged as they were: a shop without roles. What a visitor
changes stays changed.
"""

from datetime import datetime, timedelta

from comptoir.config.demo.founding import OWNER
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import (
    CASHIER_IDS,
    CASHIERS,
    COUNTRY,
    GROCERY,
    LEGAL_ENTITY,
    ORGANIZATION,
    PARIS,
    REGISTRATION,
    TAX_NUMBER,
)
from comptoir.customers.commands import GrantExemption, SaveCustomer
from comptoir.customers.public import grant_exemption, save_customer
from comptoir.invoices.commands import SaveIssuer
from comptoir.invoices.public import save_issuer
from comptoir.platform.tenancy import reading
from comptoir.staff.commands import SetPin, SetPolicy, SetPost, SetPurchaseLimit, SetUpRoles
from comptoir.staff.public import (
    Trade,
    roles,
    secrets_set,
    set_pin,
    set_policy,
    set_post,
    set_purchase_limit,
    set_up_roles,
)

PINS = {"adele": "2846", "karim": "7193", "ines": "5028", "louis": "9461", "maelle": "3705", "damien": "8259"}
MANAGER = "karim"
TRAINEE = "louis"
LOCK_AFTER_S = 0
DIFFERENCE_LIMIT = 500
PURCHASE_LIMIT = 20_000


def move_in(now: datetime) -> None:
    """Give everybody a role and a PIN, where they have none yet."""
    if set_up_roles(SetUpRoles(organization=ORGANIZATION, person=OWNER, trade=Trade.RETAIL)):
        with reading(ORGANIZATION):
            _owner, manager, _cashier, trainee = (role.id for role in roles())
        for key, role in ((MANAGER, manager), (TRAINEE, trainee)):
            set_post(SetPost(organization=ORGANIZATION, person=OWNER, employee=CASHIER_IDS[key], role=role))
        set_policy(
            SetPolicy(
                organization=ORGANIZATION,
                person=OWNER,
                pin_length=4,
                lock_after_s=LOCK_AFTER_S,
                difference_limit=DIFFERENCE_LIMIT,
                sign_in_note=pins_text(),
            )
        )
        set_purchase_limit(SetPurchaseLimit(organization=ORGANIZATION, person=OWNER, purchase_limit=PURCHASE_LIMIT))
        _issue_invoices()
        _know_customers()
        _exempt_embassy(now)
    with reading(ORGANIZATION):
        has_pin = {secret.employee for secret in secrets_set() if secret.kind == "pin"}
    for cashier in CASHIERS:
        if cashier.id not in has_pin:
            set_pin(
                SetPin(organization=ORGANIZATION, person=OWNER, employee=cashier.id, pin=PINS[cashier.key], now=now)
            )


def _exempt_embassy(now: datetime) -> None:
    """An embassy around the corner, whose papers the office has seen: tills ask it for nothing."""
    embassy = identifier("customer", "embassy")
    save_customer(
        SaveCustomer(organization=ORGANIZATION, person=OWNER, id=embassy, name="Ambassade de Norvège", phone="")
    )
    grant_exemption(
        GrantExemption(
            organization=ORGANIZATION, person=OWNER, id=identifier("standing_exemption", "embassy"), customer=embassy,
            reason=identifier("exemption", "embassy"), evidence="Attestation 2026-118",
            day=now.astimezone(PARIS).date(), valid_until=now.astimezone(PARIS).date() + timedelta(days=365),
        )
    )  # fmt: skip


def _know_customers() -> None:
    """Two neighbours who pay at the end of the month."""
    for key, name, phone, limit in (
        ("harbor", "Café du Port", "02 40 00 00 12", 30_000),
        ("petit", "Mme Petit", "06 00 00 00 34", 10_000),
    ):
        save_customer(
            SaveCustomer(
                organization=ORGANIZATION, person=OWNER, id=identifier("customer", key), name=name, phone=phone,
                credit_limit=limit,
            )
        )  # fmt: skip


def pins_text() -> str:
    """ "Adèle 2846 · Karim 7193 · …": this is a demo, its PINs are everybody's. A name and its PIN stay on one line."""
    return " · ".join(f"{cashier.name}\N{NO-BREAK SPACE}{PINS[cashier.key]}" for cashier in CASHIERS)


def _issue_invoices() -> None:
    street, place = GROCERY.address.split("\n")
    postal_code, city = place.split(" ", 1)
    save_issuer(
        SaveIssuer(
            organization=ORGANIZATION,
            person=OWNER,
            legal_entity=LEGAL_ENTITY,
            street=street,
            postal_code=postal_code,
            city=city,
            country=COUNTRY,
            tax_number=TAX_NUMBER,
            registration=REGISTRATION,
            mention="",
        )
    )
