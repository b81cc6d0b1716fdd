"""Labels that the office sends: an agent fetches them, prints them once, and its word is what the office reads."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.kernel import new_uuid7
from comptoir.labels.commands import HearPrinters, LabelPart, PrinterSeen, PrintSeen, SendLabels, TurnPrint
from comptoir.labels.errors import LabelPrinterUnknown, PrintBusy, PrintUnknown
from comptoir.labels.public import cancel_print, hear_printers, label_printers, print_again, prints_of, send_labels
from comptoir.platform.tenancy import reading
from tests.retention.letting import let_go
from tests.sales.shop import Shop, count, open_shop

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
PRINTER = {"id": "labels", "name": "Étiqueteuse", "width_mm": 57, "height_mm": 32}
ZPL = "^XA^CI28^FDMiel^FS^PQ1^XZ\n"


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def heard(shop: Shop, agent: UUID, *prints: PrintSeen, later: float = 0) -> tuple[list[UUID], list[UUID], list[UUID]]:
    news = hear_printers(
        HearPrinters(
            organization=shop.organization, store=shop.store, agent=agent, printers=(PrinterSeen(**PRINTER),),  # type: ignore[arg-type]
            prints=prints, now=NOW + timedelta(hours=later),
        )
    )  # fmt: skip
    return [job.pk for job in news.to_print], list(news.watched), list(news.unwanted)


def sent(shop: Shop, agent: UUID, number: UUID | None = None, printer: str = "labels") -> UUID:
    part = LabelPart(id=number or new_uuid7(), name="Miel", count=3, zpl=ZPL)
    send_labels(
        SendLabels(
            organization=shop.organization, person=None, store=shop.store, agent=agent, printer=printer, parts=(part,),
            now=NOW,
        )
    )  # fmt: skip
    return part.id


def turn(shop: Shop, job: UUID, again: UUID | None = None) -> TurnPrint:
    return TurnPrint(organization=shop.organization, person=None, job=job, again=again, now=NOW)


def states(shop: Shop) -> dict[UUID, tuple[str, str]]:
    with reading(shop.organization):
        return {one.id: (one.state, one.trouble) for one in prints_of(shop.store, now=NOW)}


def test_labels_wait_are_handed_over_until_the_agent_has_them_and_end_with_its_word(shop: Shop) -> None:
    agent = new_uuid7()
    with pytest.raises(LabelPrinterUnknown):
        sent(shop, agent)
    assert heard(shop, agent) == ([], [], [])
    job = sent(shop, agent)
    assert sent(shop, agent, job) == job
    with pytest.raises(LabelPrinterUnknown):
        sent(shop, agent, printer="front")
    assert states(shop) == {job: ("waiting", "")}

    # An answer that was lost is given again; another agent of the store hears nothing.
    assert heard(shop, agent) == heard(shop, agent) == ([job], [], [])
    assert heard(shop, new_uuid7()) == ([], [], [])
    assert heard(shop, agent, PrintSeen(id=job, state="queued", trouble="paper_out")) == ([], [job], [])
    assert states(shop) == {job: ("sent", "paper_out")}
    assert heard(shop, agent, PrintSeen(id=job, state="printed")) == ([], [], [])
    assert states(shop) == {job: ("printed", "")}
    assert count("labels_print_job", shop.organization) == 1
    with reading(shop.organization):
        printers = [label_printers(shop.store, now=NOW + timedelta(minutes=after)) for after in (1, 3)]
    [printer, later] = [one for found in printers for one in found if one.agent == agent]
    assert (printer.name, printer.is_heard, printer.sheet.label, later.is_heard) == (
        "Étiqueteuse", True, (570, 320), False,
    )  # fmt: skip


def test_what_failed_is_printed_again_once_and_what_waits_is_cancelled(shop: Shop) -> None:
    agent, again = new_uuid7(), new_uuid7()
    heard(shop, agent)
    failed = sent(shop, agent)
    with pytest.raises(PrintBusy):
        print_again(turn(shop, failed, again))
    heard(shop, agent)
    heard(shop, agent, PrintSeen(id=failed, state="failed", trouble="no_answer"))
    assert states(shop) == {failed: ("failed", "no_answer")}
    print_again(turn(shop, failed, again))
    print_again(turn(shop, failed, again))
    with pytest.raises(PrintUnknown):
        print_again(turn(shop, failed, new_uuid7()))
    assert states(shop) == {again: ("waiting", "")}

    # Nobody has it: it is cancelled at once. Two taps are one.
    cancel_print(turn(shop, again))
    cancel_print(turn(shop, again))
    assert (states(shop), heard(shop, agent)) == ({again: ("cancelled", "")}, ([], [], []))

    # An agent that has it is asked to give it up, and its word counts.
    for word, state in (("failed", "cancelled"), ("printed", "printed"), ("unknown", "cancelled")):
        job = sent(shop, agent)
        heard(shop, agent)
        cancel_print(turn(shop, job))
        assert states(shop)[job] == ("returning", "")
        assert heard(shop, agent) == ([], [], [job])
        trouble = "taken_back" if word == "failed" else ""
        assert heard(shop, agent, PrintSeen(id=job, state=word, trouble=trouble)) == ([], [], [])
        assert states(shop)[job] == (state, "")


def test_old_labels_never_come_out_of_the_blue(shop: Shop) -> None:
    agent = new_uuid7()
    heard(shop, agent)
    job = sent(shop, agent)
    heard(shop, agent)

    assert heard(shop, agent, later=25) == ([], [], [])
    with reading(shop.organization):
        [seen] = prints_of(shop.store, now=NOW)
    assert (seen.state, seen.trouble) == ("unsure", "broken_off")
    # A week later they go.
    assert let_go(shop.organization, NOW + timedelta(days=7)) == {}
    assert let_go(shop.organization, NOW + timedelta(days=7, seconds=1)) == {"labels.print": 1}
    with pytest.raises(PrintUnknown):
        cancel_print(turn(shop, job))
