"""Settings by place: the form, what a change touches, now or later, withdrawn or put back; groups of stores."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

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


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("1", (16, 8), 0).save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue(), "image/png")


def test_hours_and_the_logo_are_said_for_a_group_and_put_back(day: Day, owner: Client) -> None:
    north, group = new_store(day.organization), new_uuid7()
    owner.post(f"/store-groups/{group}", {"name": "Nord"})
    owner.post("/store-groups/stores", {"group": str(group), "stores": [str(north)], "sure": "1"})
    at = f"group:{group}"
    week = {"opening_hours_0": "9-12:30, 14:00–19", "opening_hours_4": "18:00-2:00", "opening_hours_6": "0-24"}
    wanted = {"at": at, "own_opening_hours": "on", **week, "own_receipt_logo": "on", "receipt_logo": picture()}
    none = counts(day, "opening_hours", day.shop.store)

    for bad in ("9-", "25-26", "14-19, 9-12", "9:00-12:75", "9-24:30"):
        assert (
            owner.post("/settings/change", {**wanted, "opening_hours_0": bad, "receipt_logo": picture()}).status_code
            == 422
        )
    unreadable = {**wanted, "receipt_logo": SimpleUploadedFile("logo.png", b"no picture", "image/png")}
    assert "Choose a picture" in owner.post("/settings/change", unreadable).content.decode()
    shown = owner.post("/settings/change", {**wanted, "receipt_logo": picture()}).content.decode()
    assert count("shops_setting_change", day.organization) == 0
    assert ("A logo" in shown, "This changes 0 tills in 1 store" in " ".join(shown.split())) == (True, True)
    owner.post("/settings/change", {**kept(shown), "start": "now"})

    assert counts(day, "opening_hours", north) == [
        {"weekday": 0, "opens": 540, "closes": 750}, {"weekday": 0, "opens": 840, "closes": 1140},
        {"weekday": 4, "opens": 1080, "closes": 1560}, {"weekday": 6, "opens": 0, "closes": 1440},
    ]  # fmt: skip
    assert counts(day, "opening_hours", day.shop.store) == none
    logo = counts(day, "receipt_logo", north)
    assert isinstance(logo, dict)
    assert (logo["width"], logo["height"]) == (16, 8)
    page = owner.get("/settings", {"at": at}).content.decode()
    assert 'value="09:00-12:30, 14:00-19:00"' in page
    assert 'value="18:00-02:00"' in page
    assert 'value="00:00-24:00"' in page
    # What stands there, sent again without a new file, is no change; and the store may have none of its own.
    same = {"at": at, "own_opening_hours": "on", **week, "own_receipt_logo": "on"}
    assert "Nothing differs" in owner.post("/settings/change", same).content.decode()
    bare = {"at": f"store:{north}", "own_receipt_logo": "on", "receipt_logo_none": "on"}
    owner.post("/settings/change", {**kept(owner.post("/settings/change", bare).content.decode()), "start": "now"})
    assert counts(day, "receipt_logo", north) is None
    with reading(day.organization):
        newest, first = changes()
    for change in (newest, first):
        owner.post(f"/settings/changes/{change.id}/undo", {"at": at})
    assert (counts(day, "opening_hours", north), counts(day, "receipt_logo", north)) == ([], None)


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
