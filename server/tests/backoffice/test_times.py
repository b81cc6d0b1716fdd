"""Hours worked, from sealed entries of the time clock to the payroll's file, and what somebody corrects."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from comptoir.backoffice.queries.tips import work_of
from comptoir.backoffice.scope import Scope
from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import Role, add_employee
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.staff.models import TimeCorrection
from tests.backoffice.test_access import SignIn
from tests.sales.shop import Shop, add_till, enrol, open_shop

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
# A Thursday; 08:00 in Paris.
EIGHT = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
WEEK = "from=2026-11-16&to=2026-11-22"


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    made = enrol(shop, add_till(shop, "A1"), now=EIGHT - timedelta(hours=1))
    made.now = EIGHT
    return made


@pytest.fixture
def anna(shop: Shop) -> UUID:
    return employ(shop.organization, "Anna")


def employ(organization: UUID, name: str, user: UUID | None = None) -> UUID:
    employee = new_uuid7()
    add_employee(AddEmployee(organization=organization, person=None, id=employee, name=name, user=user))
    return employee


def mark(till: SimulatedTill, person: UUID, act: str, minutes: int, said: str = "") -> Sealed:
    """So many minutes after eight."""
    till.now = EIGHT + timedelta(minutes=minutes)
    body = {"event": "time_clock", "act": act, "cashier": str(person), "by": "pin", **({"at": said} if said else {})}
    return till.seal("technical_event", body)  # type: ignore[arg-type]  # strings, as entries hold


def rows_of(client: Client, query: str = WEEK) -> list[list[str]]:
    answer = client.get(f"/times.csv?{query}")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")).split())


def test_a_day_with_a_break_over_two_tills(
    shop: Shop, till: SimulatedTill, anna: UUID, send: Send, sign_in: SignIn
) -> None:
    other = enrol(shop, add_till(shop, "B1"), now=EIGHT)
    send(till, [till.start_chain(), mark(till, anna, "come", 2), mark(till, anna, "break", 240)])
    other.now = EIGHT
    send(other, [other.start_chain(), mark(other, anna, "back", 270), mark(other, anna, "go", 482)])
    owner = sign_in(shop.organization, Role.OWNER)

    [row] = rows_of(owner)

    times = ["2026-11-19 08:02:00", "2026-11-19 16:02:00"]
    assert row == ["2026-11-19", "Anna", "Centre", *times, "30", "450", "7:30", "", "", ""]
    page = text_of(owner, f"/times?{WEEK}")
    assert "7:30 hours" in page
    assert "incomplete" not in page
    assert rows_of(owner, "from=2026-11-09&to=2026-11-15") == []


def test_a_going_that_was_said_later_counts_when_it_was(
    shop: Shop, till: SimulatedTill, anna: UUID, send: Send, sign_in: SignIn
) -> None:
    # Gone at 16:00 on Thursday, said when coming back on the next Tuesday.
    later = 5 * 1440
    said = mark(till, anna, "come", 0), mark(till, anna, "go", later, "2026-11-19T16:00:00.000+01:00")
    send(till, [till.start_chain(), *said, mark(till, anna, "come", later)])
    owner = sign_in(shop.organization, Role.OWNER)

    [row] = rows_of(owner)

    assert row[3:8] == ["2026-11-19 08:00:00", "2026-11-19 16:00:00", "0", "480", "8:00"]
    assert "said later" in text_of(owner, f"/times?{WEEK}")
    [missing] = rows_of(owner, "from=2026-11-23&to=2026-11-29")
    assert missing[3:7] == ["2026-11-24 08:00:00", "", "0", ""]


def test_what_makes_no_sense_counts_nothing_and_is_said(
    shop: Shop, till: SimulatedTill, anna: UUID, send: Send, sign_in: SignIn
) -> None:
    marks = [mark(till, anna, "go", 0), mark(till, anna, "come", 60), mark(till, anna, "come", 62)]
    marks += [mark(till, anna, "back", 70), mark(till, anna, "come", 1440), mark(till, anna, "dance", 1450)]
    marks += [mark(till, anna, "go", 4 * 1440, "soon")]
    send(till, [till.start_chain(), *marks])
    owner = sign_in(shop.organization, Role.OWNER)

    assert [row[3:7] for row in rows_of(owner)] == [
        ["", "2026-11-19 08:00:00", "0", ""],
        ["2026-11-19 09:00:00", "", "0", ""],
        ["2026-11-20 08:00:00", "", "0", ""],
    ]
    assert "incomplete" in text_of(owner, f"/times?{WEEK}")


def correct(client: Client, employee: UUID | None, **changes: str) -> tuple[int, str]:
    shift = changes.pop("shift", "")
    fields = {
        "id": str(new_uuid7()), "came_at": "2026-11-19T08:00", "left_at": "2026-11-19T17:30", "break_minutes": "45",
        "reason": "Forgot to go", **changes,
    }  # fmt: skip
    address = ("/account/times/correct" if employee is None else f"/times/{employee}/correct") + (
        f"?shift={shift}" if shift else ""
    )
    answer = client.post(address, fields)
    return answer.status_code, answer.content.decode()


def test_a_correction_counts_once_somebody_approved_it(
    shop: Shop, till: SimulatedTill, anna: UUID, send: Send, sign_in: SignIn
) -> None:
    send(till, [till.start_chain(), mark(till, anna, "come", 2)])
    manager = sign_in(shop.organization, Role.MANAGER)
    page = manager.get(f"/times?{WEEK}").content.decode()
    found = re.search(rf"/times/{anna}/correct\?shift=([0-9a-f-]+)", page)
    assert found is not None

    assert correct(manager, anna, shift=found[1], store=str(shop.store))[0] == 302
    assert [row[6] for row in rows_of(manager)] == [""]
    waiting = text_of(manager, f"/times?{WEEK}")
    assert "2026-11-19 08:02 – ?" in waiting
    assert "Forgot to go" in waiting
    with reading(shop.organization):
        correction = TimeCorrection.objects.get(organization_id=shop.organization)
    for _ in range(2):
        assert manager.post(f"/times/corrections/{correction.id}/decide", {"answer": "approve"}).status_code == 302

    [row] = rows_of(manager)
    assert row[3:8] == ["2026-11-19 08:00:00", "2026-11-19 17:30:00", "45", "525", "8:45"]
    assert row[8:] == ["1", "Forgot to go", "Ada"]
    with reading(shop.organization):
        told = AuditEvent.objects.filter(action__startswith="time.").order_by("happened_at")
        assert [event.action for event in told] == ["time.proposed", "time.approved"]
    audit = text_of(manager, "/audit?area=people")
    assert "Correction of hours proposed · Anna" in audit
    assert "Came to work before 2026-11-19 08:02 → since then 2026-11-19 08:00" in audit


def test_what_cannot_be_is_refused_and_nothing_is_written(shop: Shop, anna: UUID, sign_in: SignIn) -> None:
    manager, store = sign_in(shop.organization, Role.MANAGER), str(shop.store)
    ahead = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    wrong = (
        {"left_at": "2026-11-19T07:00"}, {"left_at": "2026-11-21T08:00"}, {"came_at": ahead, "left_at": ahead},
        {"break_minutes": "570"}, {"reason": "  "}, {"came_at": "soon"}, {"store": str(new_uuid7())},
    )  # fmt: skip
    for changes in wrong:
        assert correct(manager, anna, **{"store": store, **changes})[0] == 422, changes

    with reading(shop.organization):
        assert TimeCorrection.objects.count() == 0


def test_nobody_approves_their_own_hours_but_the_owner(shop: Shop, sign_in: SignIn) -> None:
    store = str(shop.store)
    for role, answer in ((Role.MANAGER, "proposed"), (Role.OWNER, "approved")):
        client = sign_in(shop.organization, role)
        own = employ(shop.organization, role.value, UUID(client.session["_auth_user_id"]))
        assert correct(client, own, store=store)[0] == 302
        with reading(shop.organization):
            correction = TimeCorrection.objects.get(employee_id=own)
        client.post(f"/times/corrections/{correction.id}/decide", {"answer": "approve"})

        with reading(shop.organization):
            correction.refresh_from_db()
        assert correction.state == answer


def test_a_cashier_sees_and_corrects_only_their_own(
    shop: Shop, till: SimulatedTill, anna: UUID, send: Send, sign_in: SignIn
) -> None:
    cashier = sign_in(shop.organization, Role.CASHIER)
    own = employ(shop.organization, "Bea", UUID(cashier.session["_auth_user_id"]))
    send(till, [till.start_chain(), mark(till, anna, "come", 0), mark(till, own, "come", 5), mark(till, own, "go", 65)])

    page = text_of(cashier, f"/account/times?{WEEK}")

    assert "1:00 hours" in page
    assert "Anna" not in page
    assert cashier.get(f"/times?{WEEK}").status_code == 403
    assert correct(cashier, anna, store=str(shop.store))[0] == 403
    assert correct(cashier, None, store=str(shop.store))[0] == 302
    with reading(shop.organization):
        [correction] = TimeCorrection.objects.all()
    assert correction.employee_id == own
    assert cashier.post(f"/times/corrections/{correction.id}/decide", {"answer": "approve"}).status_code == 403
    stranger = sign_in(open_shop().organization, Role.OWNER)
    assert stranger.post(f"/times/corrections/{correction.id}/decide", {"answer": "approve"}).status_code == 404


def test_tips_are_shared_by_the_hours_that_were_clocked(
    shop: Shop, till: SimulatedTill, anna: UUID, send: Send
) -> None:
    bea = employ(shop.organization, "Bea")
    till.cashier = bea
    started = till.start_chain()
    marks = [mark(till, anna, "come", 0), mark(till, anna, "go", 120)]
    till.now = EIGHT + timedelta(minutes=130)
    opened, first = till.open(10_000), till.sell([shop.bread])
    till.now += timedelta(minutes=30)
    send(till, [started, *marks, opened, first, till.sell([shop.bread])])
    day = date(2026, 11, 19)

    with reading(shop.organization):
        working, is_recorded = work_of(Scope(shop.organization, None, day, day, day, "Europe/Paris"))[day, shop.store]

    assert not is_recorded
    assert {row.employee: (row.minutes, row.sold) for row in working} == {anna: (120, 0), bea: (30, 230)}
