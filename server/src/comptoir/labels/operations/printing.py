"""Labels for a printer of a store: kept until its agent fetches them, and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.labels.commands import HearPrinters, PrinterSeen, PrintSeen, SendLabels, TurnPrint
from comptoir.labels.errors import LabelPrinterUnknown, PrintBusy, PrintUnknown
from comptoir.labels.models import LabelPrinter, PrintJob
from comptoir.platform import audit
from comptoir.platform.tenancy import operation

State = PrintJob.State
# So much is handed to an agent at once; the rest when it asks again.
AT_ONCE = 4
WATCHED_MAX = 50
# An agent that was given labels so long ago and knows nothing of them may have printed them.
FORGOTTEN_AFTER = timedelta(days=1)
AGAIN = (State.FAILED, State.UNSURE)


@dataclass(frozen=True, slots=True)
class PrintNews:
    """What an agent is to print, to tell about again, and to give up where nothing was sent to the printer yet."""

    to_print: tuple[PrintJob, ...]
    watched: tuple[UUID, ...]
    unwanted: tuple[UUID, ...]


@operation
def send_labels(command: SendLabels) -> None:
    """Keep them for the printer's agent. Sent again, they are the same ones."""
    printers = LabelPrinter.objects.filter(
        organization_id=command.organization, store_id=command.store, agent=command.agent, printer=command.printer
    )
    printer = printers.first()
    if printer is None:
        raise LabelPrinterUnknown(printer=command.printer[:40])
    ids = [part.id for part in command.parts]
    if not ids or PrintJob.objects.filter(organization_id=command.organization, pk__in=ids).exists():
        return
    PrintJob.objects.bulk_create(
        PrintJob(
            organization_id=command.organization, id=part.id, store_id=command.store, agent=command.agent,
            printer=command.printer, printer_name=printer.name, name=part.name, count=part.count, zpl=part.zpl,
            person=command.person, made_at=command.now,
        )
        for part in command.parts
    )  # fmt: skip
    audit.record(
        "labels.sent", person=command.person, subject=str(command.store), printer=printer.name,
        labels=sum(part.count for part in command.parts),
    )  # fmt: skip


@operation
def cancel_print(command: TurnPrint) -> None:
    """Give them up. Those that the agent has are taken back where nothing of them reached the printer yet."""
    job = _locked(command.job)
    if job.state != State.WAITING or job.is_unwanted:
        return
    if job.sent_at is None:
        _end(job, State.CANCELLED, "", command.now)
    else:
        job.is_unwanted = True
    job.save()
    audit.record("labels.print_cancelled", person=command.person, subject=str(job.pk), labels=job.count)


@operation
def print_again(command: TurnPrint) -> None:
    """The same labels as new ones: an agent prints what it knows once. Whoever asks has looked at the printer."""
    assert command.again is not None
    if PrintJob.objects.filter(organization_id=command.organization, pk=command.again).exists():
        return
    job = _locked(command.job)
    if job.state not in AGAIN or not job.zpl:
        raise PrintBusy
    PrintJob.objects.create(
        organization_id=command.organization, id=command.again, store_id=job.store_id, agent=job.agent,
        printer=job.printer, printer_name=job.printer_name, name=job.name, count=job.count, zpl=job.zpl,
        person=command.person, made_at=command.now,
    )  # fmt: skip
    job.delete()
    audit.record("labels.printed_again", person=command.person, subject=str(command.again), labels=job.count)


@operation
def hear_printers(command: HearPrinters) -> PrintNews:
    """Note what the agent serves and what became of its labels; answer what it is to do next."""
    _keep_printers(command)
    waiting = PrintJob.objects.select_for_update().filter(
        organization_id=command.organization, agent=command.agent, state=State.WAITING
    )
    jobs = list(waiting.order_by("made_at", "id")[:WATCHED_MAX])
    said = {one.id: one for one in command.prints}
    for job in jobs:
        _follow(job, said.get(job.pk), command.now)
    open_jobs = [job for job in jobs if job.state == State.WAITING]
    has_it = {one.id for one in command.prints if one.state in ("queued", "printing")}
    fresh = [job for job in open_jobs if job.pk not in has_it and not job.is_unwanted][:AT_ONCE]
    for job in fresh:
        job.sent_at = job.sent_at or command.now
    PrintJob.objects.bulk_update(jobs, ["state", "trouble", "zpl", "sent_at", "ended_at"])
    return PrintNews(
        tuple(fresh),
        tuple(job.pk for job in open_jobs if job.pk in has_it),
        tuple(job.pk for job in open_jobs if job.is_unwanted),
    )


def lock_print(job: UUID) -> None:
    """Nobody changes these labels until the transaction ends; in a running operation. None there: nothing is locked."""
    PrintJob.objects.select_for_update().filter(pk=job).defer("zpl").first()


def _follow(job: PrintJob, said: PrintSeen | None, now: datetime) -> None:
    """What the agent says of it, in the words of the office."""
    match said.state if said is not None else "":
        case "queued" | "printing" if said is not None:
            job.trouble = said.trouble
        case "printed" if said is not None:
            _end(job, State.PRINTED, said.trouble, now)
        case "unsure" if said is not None:
            _end(job, State.UNSURE, said.trouble, now)
        case "failed" if said is not None:
            is_back = job.is_unwanted and said.trouble == "taken_back"
            _end(job, State.CANCELLED if is_back else State.FAILED, "" if is_back else said.trouble, now)
        case "unknown" if job.is_unwanted:
            _end(job, State.CANCELLED, "", now)
        case _:
            # An agent that has lost what it kept must not print old labels out of the blue.
            if job.sent_at is not None and job.sent_at < now - FORGOTTEN_AFTER:
                _end(job, State.UNSURE, "broken_off", now)


def _end(job: PrintJob, state: PrintJob.State, trouble: str, now: datetime) -> None:
    job.state, job.trouble, job.ended_at = state, trouble, now
    if state not in AGAIN:
        job.zpl = ""


def _keep_printers(command: HearPrinters) -> None:
    """Those that it serves now, and none that it served before."""
    rows = LabelPrinter.objects.filter(organization_id=command.organization, agent=command.agent)
    rows.exclude(printer__in=[one.id for one in command.printers]).delete()
    LabelPrinter.objects.bulk_create(
        (_printer(command, one) for one in _each_once(command.printers)),
        update_conflicts=True,
        unique_fields=["organization", "agent", "printer"],
        update_fields=["store", "name", "width_mm", "height_mm", "seen_at"],
    )


def _printer(command: HearPrinters, one: PrinterSeen) -> LabelPrinter:
    return LabelPrinter(
        organization_id=command.organization, store_id=command.store, agent=command.agent, printer=one.id,
        name=one.name, width_mm=one.width_mm, height_mm=one.height_mm, seen_at=command.now,
    )  # fmt: skip


def _each_once(printers: Sequence[PrinterSeen]) -> Iterable[PrinterSeen]:
    return {one.id: one for one in printers}.values()


def _locked(job: UUID) -> PrintJob:
    found = PrintJob.objects.select_for_update().filter(pk=job).first()
    if found is None:
        raise PrintUnknown
    return found
