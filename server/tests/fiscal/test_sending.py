"""The send queue, and Spain's records on it: order, repeats, silence, lost replies, rejection; AEAT's own examples."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from comptoir.fiscal.models import Sending
from comptoir.fiscal.queue import Queue, queue, queue_states, send_due
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir_countries.es.fingerprint import CANCELLATION, REGISTRATION, fingerprint
from comptoir_countries.es.office import SimulatedOffice, TaxOffice

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
FIRST = "3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60"
SECOND = "F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97"
THIRD = "177547C0D57AC74748561D054A9CEC14B4C4EA23D1BEFD6F2E69E3A388F90C68"


def registration(number: str, before: str, seconds: int) -> dict[str, str]:
    return {
        "IDEmisorFactura": "89890001K", "NumSerieFactura": number, "FechaExpedicionFactura": "01-01-2024",
        "TipoFactura": "F1", "CuotaTotal": "12.35", "ImporteTotal": "123.45", "Huella": before,
        "FechaHoraHusoGenRegistro": f"2024-01-01T19:20:{seconds}+01:00",
    }  # fmt: skip


def test_fingerprints_are_those_of_the_offices_three_examples() -> None:
    cancellation = {
        "IDEmisorFacturaAnulada": "89890001K", "NumSerieFacturaAnulada": "12345679/G34",
        "FechaExpedicionFacturaAnulada": "01-01-2024", "Huella": SECOND,
        "FechaHoraHusoGenRegistro": "2024-01-01T19:20:40+01:00",
    }  # fmt: skip

    assert fingerprint(REGISTRATION, registration("12345678/G33", "", 30)) == FIRST
    assert fingerprint(REGISTRATION, registration(" 12345679/G34 ", FIRST, 35)) == SECOND
    assert fingerprint(CANCELLATION, cancellation) == THIRD


@pytest.fixture
def put(organization: UUID) -> Callable[..., UUID]:
    def put_now(content: bytes, lane: str = "A") -> UUID:
        message = new_uuid7()
        assert queue(Queue(organization, "es-verifactu", lane, message, content, NOW))
        return message

    return put_now


def states(organization: UUID) -> list[tuple[bytes, str, int]]:
    with reading(organization):
        rows = Sending.objects.filter(organization_id=organization).order_by("lane", "number")
        return [(bytes(row.content), row.state, row.tries) for row in rows]


def test_order_is_kept_and_what_is_queued_twice_is_sent_once(organization: UUID, put: Callable[..., UUID]) -> None:
    office = SimulatedOffice()
    first = put(b"1")
    put(b"2")
    assert not queue(Queue(organization, "es-verifactu", "A", first, b"1", NOW))

    assert send_due(organization, TaxOffice(office), NOW) == 2
    assert send_due(organization, TaxOffice(office), NOW) == 0

    assert list(office.taken.values()) == [b"1", b"2"]
    assert states(organization) == [(b"1", "accepted", 1), (b"2", "accepted", 1)]
    with reading(organization):
        kept = Sending.objects.get(pk=first)
        assert bytes(kept.proof or b"") == f"<CSV>{first.hex[:16]}</CSV>".encode()


def test_lost_reply_sends_the_same_again_and_counts_once(organization: UUID, put: Callable[..., UUID]) -> None:
    office = SimulatedOffice(loses_replies=1)
    put(b"1")

    assert send_due(organization, TaxOffice(office), NOW) == 0
    assert send_due(organization, TaxOffice(office), NOW + timedelta(seconds=29)) == 0
    assert office.repeats == 0
    assert send_due(organization, TaxOffice(office), NOW + timedelta(seconds=30)) == 1

    assert (len(office.taken), office.repeats) == (1, 1)
    assert states(organization) == [(b"1", "accepted", 2)]


def test_silence_holds_its_lane_back_and_no_other(organization: UUID, put: Callable[..., UUID]) -> None:
    office = SimulatedOffice(is_silent=True)
    put(b"1")
    send_due(organization, TaxOffice(office), NOW)
    put(b"2")
    put(b"other", lane="B")
    office.is_silent = False

    assert send_due(organization, TaxOffice(office), NOW + timedelta(seconds=5)) == 1
    assert states(organization) == [(b"1", "waiting", 1), (b"2", "waiting", 0), (b"other", "accepted", 1)]
    assert send_due(organization, TaxOffice(office), NOW + timedelta(seconds=30)) == 2
    assert list(office.taken.values()) == [b"other", b"1", b"2"]


def test_rejected_message_waits_for_a_person_and_later_ones_go_on(organization: UUID, put: Callable[..., UUID]) -> None:
    office = SimulatedOffice(rejects=lambda content: content == b"1")
    put(b"1")
    put(b"2")

    assert send_due(organization, TaxOffice(office), NOW) == 2

    assert states(organization) == [(b"1", "rejected", 1), (b"2", "accepted", 1)]
    with reading(organization):
        [state] = queue_states()
        assert (state.waiting, state.accepted, state.rejected, state.oldest) == (0, 1, 1, None)
        assert AuditEvent.objects.filter(organization_id=organization, action="fiscal.rejected").count() == 1


def test_crash_between_sending_and_noting_sends_again(
    organization: UUID, put: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = SimulatedOffice()
    put(b"1")

    def dies(_command: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("comptoir.fiscal.queue.note_answers", dies)
        with pytest.raises(KeyboardInterrupt):
            send_due(organization, TaxOffice(office), NOW)
    assert states(organization) == [(b"1", "waiting", 0)]

    assert send_due(organization, TaxOffice(office), NOW) == 1
    assert (len(office.taken), office.repeats) == (1, 1)
