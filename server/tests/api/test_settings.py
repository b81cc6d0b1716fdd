"""Settings by place for programs: what counts, a preview that writes nothing, changes, undo, groups."""

from comptoir.kernel import new_uuid7
from tests.api.conftest import Connect
from tests.sales.shop import Shop, add_till, count


def test_a_program_previews_changes_undoes_and_groups(shop: Shop, connect: Connect) -> None:
    add_till(shop, "A1")
    program = connect(shop.organization)
    group, change, undo = str(new_uuid7()), str(new_uuid7()), str(new_uuid7())
    made = program.put(f"/store-groups/{group}", {"name": "Nord"})
    put = program.put(f"/stores/{shop.store}/group", {"group": group})
    wanted = {"level": "group", "place": group, "settings": [{"name": "returns_days", "value": 14}]}

    seen = program.post("/settings/preview", wanted)

    assert made.json() == {"groups": [{"id": group, "name": "Nord", "stores": []}]}
    assert put.json() == {"groups": [{"id": group, "name": "Nord", "stores": [str(shop.store)]}]}
    assert seen.status_code == 200
    assert {key: seen.json()[key] for key in ("tills", "stores", "keeping")} == {"tills": 1, "stores": 1, "keeping": 0}
    assert count("shops_setting_change", shop.organization) == 0

    started = program.post("/settings/changes", {"id": change, **wanted})
    again = program.post("/settings/changes", {"id": change, **wanted})
    assert (started.status_code, started.json()["state"]) == (201, "started")
    assert started.json()["before"] == [{"name": "returns_days", "value": None, "inherit": True}]
    assert again.json() == started.json()
    counts = program.get(f"/settings?level=store&place={shop.store}").json()["settings"]
    [days] = [one for one in counts if one["name"] == "returns_days"]
    assert days == {"name": "returns_days", "value": 14, "level": "group", "place": group, "is_own": False}

    back = program.post(f"/settings/changes/{change}/undo", {"id": undo})
    assert (back.status_code, back.json()["undoes"]) == (201, change)
    refused = program.post(f"/settings/changes/{change}/undo", {"id": str(new_uuid7())})
    assert (refused.status_code, refused.json()["code"]) == (409, "shops.undone_already")
    for settings, code in (
        ([{"name": "returns_days", "value": 0}], "platform.setting_invalid"),
        ([{"name": "sign_in_note", "value": "\ud800"}], "platform.setting_invalid"),
        ([{"name": "unknown", "value": 1}], "platform.setting_invalid"),
    ):
        answer = program.post("/settings/preview", {**wanted, "settings": settings})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    later = {"id": str(new_uuid7()), **wanted, "starts_at": "2020-01-01T00:00:00Z"}
    assert program.post("/settings/changes", later).json()["code"] == "shops.start_passed"
    listed = program.get("/settings/changes").json()["changes"]
    assert [(one["id"], one["is_undone"]) for one in listed] == [(undo, False), (change, True)]
    assert program.get(f"/settings/changes/{new_uuid7()}").status_code == 404
