"""The device door, route by route."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.journal import load_server_key, parse_certificate, verify_certificate
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Identity, SimulatedTill, enrolment_request, new_private_key
from comptoir.tills.commands import IssueCode, RevokeEnrolment
from comptoir.tills.operations import issue_code, revoke_enrolment
from tests.edge.client import Client, Reply, open_door
from tests.sales.shop import Shop, add_till, count, everything, new_till, open_shop, rows


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


async def _enrol(client: Client, code: str, **changes: object) -> Reply:
    key = new_private_key()
    request = {**enrolment_request(code, key, device=new_uuid7(), label="Comptoir 1"), **changes}
    return await client.ask("POST", "/edge/v1/enrol", body=msgspec.json.encode(request))


def _code(shop: Shop, till: UUID, now: datetime | None = None) -> str:
    return issue_code(IssueCode(organization=shop.organization, till=till, now=now or datetime.now(UTC))).code


def test_a_device_enrols_and_its_first_entries_are_stored(shop: Shop, database) -> None:
    till_id = add_till(shop, "A1")
    code = _code(shop, till_id)

    async def run() -> tuple[Reply, Reply]:
        async with open_door(database.app) as client:
            key = new_private_key()
            request = enrolment_request(code, key, device=new_uuid7(), label="Comptoir 1")
            enrolled = await client.ask("POST", "/edge/v1/enrol", body=msgspec.json.encode(request))
            said = enrolled.json
            identity = Identity(
                UUID(said["organization"]), UUID(said["till"]), said["till_code"], UUID(said["chain"]),
                said["enrolment"], said["certificate"], said["token"],
            )  # fmt: skip
            till = SimulatedTill(identity, key, datetime.now(UTC))
            return enrolled, await client.deliver(till, [till.start_chain(), till.open(5000)])

    enrolled, delivered = asyncio.run(run())

    said = enrolled.json
    assert enrolled.status == 201
    assert (said["till_code"], said["enrolment"], said["store"]) == ("A1", 1, str(shop.store))
    assert "previous_chain" not in said
    assert verify_certificate(load_server_key(said["server_key"]), said["certificate"])
    assert parse_certificate(said["certificate"]).chain == said["chain"]
    assert delivered.status == 200
    assert [answer["status"] for answer in delivered.json["answers"]] == ["stored", "stored"]
    assert delivered.json["catalog_position"] == shop.position
    assert delivered.json["revoked"] is False
    assert datetime.fromisoformat(delivered.headers["comptoir-time"]) > datetime.now(UTC) - timedelta(seconds=5)
    assert count("sales_entry", shop.organization) == 2
