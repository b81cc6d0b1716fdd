"""Joining the back office by a link that is good once, and leaving it, which ends everything at once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from comptoir.identity.commands import AddEmployee
from comptoir.identity.errors import LastOwner
from comptoir.identity.invitations import (
    AcceptInvitation,
    EndMembership,
    Invite,
    accept_invitation,
    end_membership,
    invite,
    organization_of_invitation,
)
from comptoir.identity.models import ApiToken, Employee, Invitation, Membership, User
from comptoir.identity.public import Permission, Role, add_employee
from comptoir.identity.tokens import MakeToken, make_token
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.staff.commands import IssueBadge, SetPin
from comptoir.staff.models import Secret
from comptoir.staff.public import issue_badge, set_pin
from tests.backoffice.test_access import SignIn
from tests.sales.shop import Shop, open_shop

NOW = datetime.now(UTC)
ANSWER = {"name": "Bea", "email": "", "password": "quiet-zinc-counter"}


def member_of(client: Client) -> UUID:
    return UUID(client.session["_auth_user_id"])


def make_link(owner: Client, **fields: str) -> str:
    """The path of the link that the page shows."""
    answer = owner.post("/team/invite", {"id": str(new_uuid7()), "name": "Bea", "role": "manager", **fields})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    found = re.search(r"http://testserver(/join/[\w-]+)", answer.content.decode())
    assert found is not None
    return found[1]


def roles_of(shop: Shop) -> list[str]:
    with reading(shop.organization):
        return sorted(Membership.objects.values_list("role", flat=True))


def test_whoever_has_the_link_joins_once_with_an_own_password(shop: Shop, sign_in: SignIn) -> None:
    owner, employee = sign_in(shop.organization, Role.OWNER), new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=employee, name="Bea"))
    link = make_link(owner, employee=str(employee))
    bea, email = Client(), f"{new_uuid7()}@shop.example"

    assert "Essai" in bea.get(link).content.decode()
    assert bea.post(link, {**ANSWER, "email": email, "password": "short"}).status_code == 422
    assert roles_of(shop) == ["owner"]
    assert bea.post(link, {**ANSWER, "email": email}).status_code == 302

    assert bea.get("/sales").status_code == 200
    assert bea.post("/team/new", {}).status_code == 403
    assert roles_of(shop) == ["manager", "owner"]
    with reading(shop.organization):
        joined = Employee.objects.get(pk=employee)
        assert AuditEvent.objects.filter(action="identity.invited").count() == 1
        assert not any(link.rsplit("/", 1)[1] in str(event.details) for event in AuditEvent.objects.all())
    assert joined.user_id == member_of(bea)
    assert Client().post(link, {**ANSWER, "email": f"x{email}"}).status_code == 404
    assert not User.objects.filter(email=f"x{email}").exists()


def test_who_signs_in_already_joins_with_the_same_account(shop: Shop, sign_in: SignIn) -> None:
    other = open_shop()
    stranger = sign_in(other.organization, Role.OWNER)
    taken = User.objects.get(pk=member_of(stranger)).email
    link = make_link(sign_in(shop.organization, Role.OWNER), role="accountant")

    assert Client().post(link, {**ANSWER, "email": taken}).status_code == 422
    assert stranger.post(link).status_code == 302

    assert roles_of(shop) == ["accountant", "owner"]
    assert stranger.get("/organizations").content.decode().count("Essai") >= 2


@pytest.mark.parametrize("way", ["withdrawn", "old", "unknown"])
def test_a_link_that_is_over_opens_nothing(shop: Shop, sign_in: SignIn, way: str) -> None:
    owner = sign_in(shop.organization, Role.OWNER)
    link = make_link(owner)
    if way == "withdrawn":
        with reading(shop.organization):
            row = Invitation.objects.get()
        assert owner.post(f"/team/invitations/{row.id}/withdraw").status_code == 302
    if way == "old":
        code = invite(
            Invite(
                organization=shop.organization, person=None, id=new_uuid7(), name="Bea", role=Role.OWNER,
                employee=None, now=NOW - timedelta(days=7),
            )
        )  # fmt: skip
        link = f"/join/{code}"
    if way == "unknown":
        link = "/join/é" + "x" * 80

    assert Client().get(link).status_code == 404
    assert Client().post(link, {**ANSWER, "email": f"{new_uuid7()}@shop.example"}).status_code == 404
    assert roles_of(shop) == ["owner"]


def test_of_two_who_hold_one_link_one_joins(shop: Shop, sign_in: SignIn) -> None:
    people = [member_of(sign_in(open_shop().organization, Role.OWNER)) for _ in range(2)]
    code = make_link(sign_in(shop.organization, Role.OWNER)).rsplit("/", 1)[1]
    assert organization_of_invitation(code) == shop.organization

    def accept(user: UUID) -> str:
        try:
            accept_invitation(AcceptInvitation(organization=shop.organization, code=code, user=user, now=NOW))
        except DomainError as refusal:
            return refusal.code
        finally:
            connections["default"].close()
        return "joined"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, people)) == ["identity.invitation_over", "joined"]
    assert roles_of(shop) == ["manager", "owner"]


def test_leaving_ends_everything_at_once(shop: Shop, sign_in: SignIn) -> None:
    owner, bea, employee = sign_in(shop.organization, Role.OWNER), sign_in(shop.organization, Role.MANAGER), new_uuid7()
    user = member_of(bea)
    add_employee(AddEmployee(organization=shop.organization, person=None, id=employee, name="Bea", user=user))
    set_pin(SetPin(organization=shop.organization, person=None, employee=employee, pin="2580", now=NOW))
    issue_badge(IssueBadge(organization=shop.organization, person=None, employee=employee, now=NOW))
    make_token(
        MakeToken(
            organization=shop.organization, person=user, id=new_uuid7(), name="Books",
            scopes=frozenset({Permission.SEE_SALES}), days=None, now=NOW,
        )
    )  # fmt: skip
    assert bea.get("/sales").status_code == 200
    assert "PIN, badge and passkeys" in owner.get(f"/team/members/{user}/leave").content.decode()

    assert owner.post(f"/team/members/{user}/leave").status_code == 302

    assert bea.get("/sales").status_code == 302
    assert bea.get("/sales")["Location"] == "/organizations"
    assert roles_of(shop) == ["owner"]
    with reading(shop.organization):
        left = Employee.objects.get(pk=employee)
        assert (left.is_active, left.user_id) == (False, None)
        assert Secret.objects.count() == 0
        assert [token.revoked_at is None for token in ApiToken.objects.all()] == [False]
        told = set(AuditEvent.objects.filter(subject=str(user)).values_list("action", flat=True))
    assert "identity.membership_ended" in told
    assert owner.post(f"/team/members/{user}/leave").status_code == 404


def test_the_last_owner_stays(shop: Shop, sign_in: SignIn) -> None:
    owner = sign_in(shop.organization, Role.OWNER)
    user = member_of(owner)

    answer = owner.post(f"/team/members/{user}/leave", follow=True)

    assert "The last owner stays" in answer.content.decode()
    assert roles_of(shop) == ["owner"]
    second = sign_in(shop.organization, Role.OWNER)
    assert owner.post(f"/team/members/{user}/leave").status_code == 302
    assert roles_of(shop) == ["owner"]
    with pytest.raises(LastOwner):
        end_membership(EndMembership(organization=shop.organization, person=None, user=member_of(second), now=NOW))
