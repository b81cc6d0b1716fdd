"""Every page and every form, as another organization, another store's manager, each role and nobody at all."""

from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from comptoir.backoffice.urls import urlpatterns
from comptoir.identity.public import PERMISSIONS, Role
from comptoir.platform.limiting import COMMON, KEPT_APART
from tests.backoffice.conftest import Day
from tests.backoffice.test_access import OF_A_ROW, OPEN_TO_ALL, SignIn, addresses, permission_of
from tests.catalog.stores import new_store
from tests.isolation.conftest import Member, browser_of
from tests.isolation.forms import Form, forms_of
from tests.isolation.watched import Secrets, changed, digests

__all__ = ["addresses"]  # a fixture

WORDS = {"person": "Amir", "shelf": "Épicerie", "gross": "19.21", "card": "8.01", "street": "1 rue Haute"}
# A person's own: what they do to themselves they may do in any organization, and it would end the walk.
OWN = ("sign-out", "own-", "passkey-", "second-step", "language", "organizations")
# Another form makes one under the identifier that it names: by then the stranger has its own, beside the first one.
OWN_BY_THEN = {"store-group-remove", "modifiers-end"}
PLAIN = {
    "decision": "reject", "note": "x", "name": "x", "amount": "1", "days": "9", "reason": "x", "language": "fr",
    "code": "Z1", "quantity": "1", "confirm": "1", "price": "1",
}  # fmt: skip


@dataclass(slots=True)
class Walk:
    """What a walk met."""

    leaks: list[tuple[str, object]] = field(default_factory=list)
    is_anonymous: bool = False

    def ask(self, client: Client, name: str, address: str, form: dict[str, str] | None, secrets: Secrets) -> int:
        answer = client.get(address) if form is None else client.post(address, form)
        assert isinstance(answer, HttpResponse | StreamingHttpResponse)
        sent = f"{address} {urlencode(form or {})}".encode()
        leads = answer.headers.get("Location", "")
        if not self.is_anonymous and not is_own(name):
            assert not leads.startswith(("/sign-in", "/account/second-step")), f"{name} ends the walk"
        said = answer.getvalue() + leads.encode()
        self.leaks += [(name, found) for found in secrets.told(said, sent)]
        return answer.status_code


def name_of(address: str) -> str:
    return str(resolve(address).url_name)


def is_own(name: str) -> bool:
    return name.startswith(OWN)


def filled_forms(client: Client, addresses: dict[str, str], secrets: Secrets) -> tuple[list[Form], set[str]]:
    """Each form that the owner meets, filled; one of plain fields where no page leads; and what the pages tell."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    told: set[str] = set()
    for address in addresses.values():
        page = client.get(address)
        assert isinstance(page, HttpResponse | StreamingHttpResponse)
        content = page.getvalue()
        told |= set(secrets.told(content, address.encode()))
        if page.status_code == 200 and "html" in page.headers["Content-Type"]:
            for form in forms_of(address, content):
                try:
                    name = name_of(form.action)
                except Resolver404:
                    continue
                if name in addresses and not is_own(name):
                    found.setdefault((form.action, tuple(form.fields)), form)
    met = {name_of(form.action) for form in found.values()}
    plain = [Form(addresses[name], PLAIN) for name in addresses if name not in met and not is_own(name)]
    # Who must prove a second step from then on gets nowhere else: at the end.
    forms = sorted([*found.values(), *plain], key=lambda form: name_of(form.action) == "sign-in-policy")
    return forms, told


def test_no_page_and_no_form_leads_across(
    addresses: dict[str, str], day: Day, sign_in: SignIn, stranger: UUID, limited_member: Member
) -> None:
    """One shop, walked by everybody who has no business there; at last by its owner, who has."""
    owner, secrets = sign_in(day.organization, Role.OWNER), Secrets(day.organization, WORDS)
    forms, told = filled_forms(owner, addresses, secrets)
    elsewhere = new_store(day.organization)
    other = sign_in(stranger, Role.OWNER)
    limited = browser_of(limited_member(day.organization, Role.MANAGER, frozenset({elsewhere})))
    roles = {role: sign_in(day.organization, role) for role in (Role.CASHIER, Role.ACCOUNTANT, Role.MANAGER)}
    walk, before = Walk(), digests(day.organization)

    _as_another_organization(walk, other, forms, addresses, secrets)
    nobody = Walk(is_anonymous=True)
    _as_nobody(nobody, forms, addresses, secrets)
    for role, client in roles.items():
        _as_a_role(role, client, forms, addresses)
    assert walk.leaks + nobody.leaks == []
    assert changed(before, digests(day.organization)) == []

    # What belongs to no store, such as a customer, is everybody's in the organization.
    parts = (*KEPT_APART, *COMMON)
    before = digests(day.organization, parts)
    for form in forms:
        assert limited.post(form.action, form.fields).status_code < 500, form.action
    assert changed(before, digests(day.organization, parts)) == []

    # What the others sent was no nonsense: whose shop it is sends the same, and it does something.
    before = digests(day.organization)
    taken = sum(owner.post(form.action, form.fields).status_code in (200, 204, 302) for form in forms)
    assert told >= set(WORDS), "the walk looks for words that no page has"
    assert len(told) > 60
    assert taken > len(forms) / 3
    assert len(changed(before, digests(day.organization))) > 40
    assert {name_of(form.action) for form in forms} == {name for name in addresses if not is_own(name)}


def _as_another_organization(
    walk: Walk, other: Client, forms: list[Form], addresses: dict[str, str], secrets: Secrets
) -> None:
    for name, address in addresses.items():
        assert walk.ask(other, name, address, None, secrets) < 500, name
    for form in forms:
        name = name_of(form.action)
        status = walk.ask(other, name, form.action, form.fields, secrets)
        assert status in (404, 405) if name in OF_A_ROW - OWN_BY_THEN else status < 500, (name, status)


def _as_nobody(walk: Walk, forms: list[Form], addresses: dict[str, str], secrets: Secrets) -> None:
    for name, address in addresses.items():
        assert walk.ask(Client(), name, address, None, secrets) in (302, 405), name
    for form in forms:
        name = name_of(form.action)
        assert walk.ask(Client(), name, form.action, form.fields, secrets) in (302, 405), name


def _as_a_role(role: Role, client: Client, forms: list[Form], addresses: dict[str, str]) -> None:
    lacking = {name for name, address in addresses.items() if permission_of(address) not in PERMISSIONS[role]}
    assert len(lacking) > 10
    for form in forms:
        if name_of(form.action) in lacking:
            assert client.post(form.action, form.fields).status_code in (403, 405), form.action


def test_doors_that_are_open_to_all_tell_nothing_of_anybody(
    addresses: dict[str, str], day: Day, stranger: UUID, sign_in: SignIn
) -> None:
    """Their addresses hold codes and tokens; an identifier of a row is none."""
    secrets, walk = Secrets(day.organization, WORDS), Walk(is_anonymous=True)
    other, before = sign_in(stranger, Role.OWNER), digests(day.organization)
    found = sorted(secrets.identifiers)
    open_doors = {one.name: one for one in urlpatterns if one.name in OPEN_TO_ALL}

    assert set(open_doors) == OPEN_TO_ALL
    for name, pattern in open_doors.items():
        for number in range(3):
            address = "/" + str(pattern.pattern)
            for part in ("<uuid:organization>", "<uuid:attempt>", "<str:code>", "<str:token>"):
                address = address.replace(part, str(found[number]))
            assert "<" not in address, name
            for client in (Client(), other):
                form = {"organization": str(day.organization), "code": str(found[0]), "token": str(found[0])}
                assert walk.ask(client, name, address, None, secrets) < 500, name
                if name != "sign-out":
                    assert walk.ask(client, name, address, form, secrets) < 500, name

    assert walk.leaks == []
    assert changed(before, digests(day.organization)) == []
    # Whoever belongs to one organization can't turn to another one.
    assert day.organization.bytes.hex() not in other.get("/today").getvalue().decode()
