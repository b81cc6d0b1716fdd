"""Settings by place: the form, what a change touches, now or later, withdrawn or put back; groups of stores."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID

from django.test import Client

from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.invitations import SetMembership, set_membership
from comptoir.identity.public import Role, add_membership, create_user
from comptoir.kernel import new_uuid7
from comptoir.platform.inherited import effective
from comptoir.platform.tenancy import reading
from comptoir.shops.public import changes, groups
from tests.backoffice.conftest import PASSWORD, Day
from tests.catalog.stores import new_store
from tests.sales.shop import count

HIDDEN = re.compile(r'type="hidden" name="(at|id|changes)" value="([^"]*)"')


def kept(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}


def counts(day: Day, name: str, store: UUID | None = None) -> object:
    with reading(day.organization):
        return effective(store=store)[name].value


def test_a_change_is_shown_before_it_is_made_and_can_be_put_back(day: Day, owner: Client) -> None:
    north, group = new_store(day.organization), new_uuid7()
    owner.post(f"/store-groups/{group}", {"name": "Nord"})
    moving = {"group": str(group), "stores": [str(north)]}
    asked = " ".join(owner.post("/store-groups/stores", moving).content.decode().split())
    assert "This changes 0 tills in 0 stores" in asked
    moved = owner.post("/store-groups/stores", {**moving, "sure": "1"}, follow=True)
    assert "1 store" in moved.content.decode()
    at = f"group:{group}"
    wanted = {"at": at, "own_returns_days": "on", "returns_days": "14", "own_tip_presets": "on", "tip_presets": "10 5"}

    shown = owner.post("/settings/change", wanted).content.decode()

    assert "This changes 0 tills in 1 store" in " ".join(shown.split())
    assert "5%, 10%" in shown
    assert count("shops_setting_change", day.organization) == 0
    done = owner.post("/settings/change", {**kept(shown), "start": "now"}, follow=True)
    assert "The tills hear of it at once" in done.content.decode()
    assert "Now: 14 (Nord)" in owner.get("/settings", {"at": f"store:{north}"}).content.decode()
    assert (counts(day, "returns_days", north), counts(day, "returns_days", day.shop.store)) == (14, 30)
    assert counts(day, "tip_presets", north) == [50_000, 100_000]
    with reading(day.organization):
        [change] = changes()
    owner.post("/settings/change", {**kept(shown), "start": "now"})
    assert count("shops_setting_change", day.organization) == 1

    nothing = owner.post("/settings/change", wanted)
    assert (nothing.status_code, "Nothing differs" in nothing.content.decode()) == (422, True)
    wrong = owner.post("/settings/change", {**wanted, "returns_days": "0"})
    assert wrong.status_code == 422

    back = owner.post(f"/settings/changes/{change.id}/undo", {"at": at}, follow=True)
    assert "Put back" in back.content.decode()
    assert counts(day, "returns_days", north) == 30
    again = owner.post(f"/settings/changes/{change.id}/undo", {"at": at}, follow=True)
    assert "Somebody undid it before" in again.content.decode()
    owner.post(f"/store-groups/{group}/remove")
    with reading(day.organization):
        assert groups() == []


def test_a_planned_change_is_listed_by_the_clock_of_the_place_and_withdrawn(day: Day, owner: Client) -> None:
    shown = owner.post("/settings/change", {"at": "", "own_sign_in_note": "on", "sign_in_note": "Ada"}).content.decode()
    assert "This changes 1 till in 1 store" in " ".join(shown.split())
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    bad = owner.post("/settings/change", {**kept(shown), "start": "later", "moment": ""})
    past = owner.post("/settings/change", {**kept(shown), "start": "later", "moment": "2026-01-01T06:00"})
    moment = tomorrow.strftime("%Y-%m-%dT06:00")
    listed = owner.post("/settings/change", {**kept(shown), "start": "later", "moment": moment}, follow=True)

    assert (bad.status_code, past.status_code) == (422, 422)
    page = listed.content.decode()
    assert "Planned" in page
    with reading(day.organization):
        [change] = changes()
    assert change.state == "planned"
    assert change.zone == "Europe/Paris"
    assert change.starts_at.minute == 0
    assert counts(day, "sign_in_note") == ""
    gone = owner.post(f"/settings/changes/{change.id}/withdraw", follow=True)
    assert "it does not start" in gone.content.decode()


def test_a_manager_of_some_stores_meets_those_alone(day: Day) -> None:
    north, user = new_store(day.organization), new_uuid7()
    create_user(CreateUser(id=user, email=f"{user}@shop.example", name="Lea", password=PASSWORD, language="en"))
    add_membership(
        AddMembership(organization=day.organization, person=None, id=new_uuid7(), user=user, role=Role.MANAGER)
    )
    set_membership(
        SetMembership(
            organization=day.organization, person=new_uuid7(), user=user, role=Role.MANAGER, stores=frozenset({north})
        )
    )
    limited = Client()
    limited.post("/sign-in", {"email": f"{user}@shop.example", "password": PASSWORD})

    page = limited.get("/settings").content.decode()
    assert "Centre" not in page
    assert 'value="organization"' not in page
    assert limited.get("/settings", {"at": f"store:{day.shop.store}"}).status_code == 404
    said = {"own_sign_in_note": "on", "sign_in_note": "Lea", "start": "now"}
    shown = limited.post("/settings/change", {"at": f"store:{north}", **said}).content.decode()
    assert limited.post("/settings/change", {**kept(shown), "start": "now"}).status_code == 302
    everywhere = limited.post(
        "/settings/change", {**kept(shown), "at": "organization", "id": str(new_uuid7()), "start": "now"}
    )
    assert everywhere.status_code in (403, 422)
    assert (counts(day, "sign_in_note", north), counts(day, "sign_in_note")) == ("Lea", "")
    assert limited.post(f"/store-groups/{new_uuid7()}", {"name": "Sud"}, follow=True).status_code == 200
    assert count("platform_store_group", day.organization) == 0
