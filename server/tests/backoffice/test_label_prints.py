"""Labels sent from a page to a printer that the store's agent serves."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client as Browser

from comptoir.identity.public import Role
from tests.edge.client import Reply, open_door
from tests.edge.test_label_prints import PRINTER
from tests.edge.test_relay import agent_code, join
from tests.sales.shop import Shop, new_till, open_shop


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def test_the_pages_send_to_a_printer_of_the_store_and_the_door_hands_over(
    shop: Shop, database, sign_in: Callable[[UUID, Role], Browser]
) -> None:
    till, code = new_till(shop), agent_code(shop)
    browser = sign_in(shop.organization, Role.MANAGER)

    async def fetch(token: str, body: Any) -> Reply:
        async with open_door(database.app) as client:
            content = msgspec.json.encode(body)
            return await client.ask("POST", "/edge/v1/agents/labels", body=content, token=token)

    async def joined() -> str:
        async with open_door(database.app) as client:
            return str((await join(client, code)).json["token"])

    token = asyncio.run(joined())
    assert "Étiqueteuse" not in browser.get("/labels").content.decode()
    assert asyncio.run(fetch(token, {"printers": [PRINTER]})).json == {"print": [], "watch": [], "take_back": []}
    page = browser.get("/labels")
    assert "Print on Étiqueteuse" in page.content.decode()
    [printer] = page.context["printers"]
    form = {"store": str(shop.store), "item": str(shop.wine.item), "printer": printer.key, "copies": "2"}

    sending = form | {"id": str(page.context["send_id"])}
    browser.post("/labels/send", sending)
    # A second tap prints nothing more.
    answer = browser.post("/labels/send", sending, follow=True).content.decode()
    gone = browser.post("/labels/send", form | {"printer": "x/labels"}, follow=True).content.decode()

    assert "Waits for the printer" in answer
    assert "This printer is not there any more." in gone
    [found] = asyncio.run(fetch(token, {"printers": [PRINTER]})).json["print"]
    assert (found["id"], found["printer"], found["zpl"].count("^XA")) == (str(page.context["send_id"]), "labels", 2)
    said = [{"id": found["id"], "state": "queued", "trouble": "paper_out"}]
    asyncio.run(fetch(token, {"printers": [PRINTER], "prints": said}))
    piece = browser.get("/labels/queue", {"store": str(shop.store)}).content.decode()
    assert "No labels left: put in a new roll." in piece
    for wrong, status in ((till.identity.token, 401), ("x" * 43, 401)):
        assert asyncio.run(fetch(wrong, {"printers": []})).status == status
    assert asyncio.run(fetch(token, {"printers": [PRINTER | {"width_mm": 0}]})).status == 422
    cancelled = browser.post("/labels/turn", {"job": found["id"], "store": str(shop.store)}, follow=True)
    assert "Being cancelled" in cancelled.content.decode()
