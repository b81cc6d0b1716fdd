"""Labels sent to a label printer of the store: what its agents serve, what is on its way, taken back, printed again."""

from uuid import UUID

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door, match
from comptoir.api.errors import AlreadyThere, LabelsCount, Unknown
from comptoir.api.routes.labels import labels_in
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.label_prints import (
    LabelPrint,
    LabelPrinter,
    LabelPrinters,
    LabelPrints,
    NewLabelPrint,
    PrintedAgain,
)
from comptoir.api.wishes import check_store, told, wish
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.labels.commands import SendLabels, TurnPrint
from comptoir.labels.errors import LabelPrinterUnknown
from comptoir.labels.public import (
    LABELS_MAX,
    cancel_print,
    label_printers,
    lock_print,
    print_again,
    print_of,
    print_parts,
    prints_of,
    send_labels,
)

door = Door(tags=["Prices, codes and labels"])
EDIT = Permission.EDIT_PRODUCTS


@door.reads(
    "/stores/{store}/label-printers", permission=EDIT, answer=LabelPrinters,
    summary="Label printers that the store's agents serve",
)  # fmt: skip
def list_label_printers(caller: Caller, store: Id) -> LabelPrinters:
    check_store(store)
    return LabelPrinters(printers=told(LabelPrinter, label_printers(store, now=caller.now)))


@door.reads(
    "/stores/{store}/label-prints", permission=EDIT, answer=LabelPrints,
    summary="Labels on their way to a printer, and what became of them",
)  # fmt: skip
def list_label_prints(caller: Caller, store: Id) -> LabelPrints:
    check_store(store)
    return LabelPrints(prints=told(LabelPrint, prints_of(store, now=caller.now)))


@door.writes(
    "POST", "/stores/{store}/label-prints", permission=EDIT, answer=LabelPrints, status=201,
    summary="Send labels to a label printer of the store",
)  # fmt: skip
def add_label_print(caller: Caller, store: Id, wanted: NewLabelPrint) -> LabelPrints:
    served = label_printers(store, now=caller.now)
    printer = next((one for one in served if (one.agent, one.printer) == (wanted.agent, wanted.printer)), None)
    labels = labels_in(caller, store, wanted.articles, wanted.copies)
    if printer is None:
        raise LabelPrinterUnknown(printer=wanted.printer[:40])
    if not 0 < len(labels) <= LABELS_MAX:
        raise LabelsCount(labels=len(labels))
    parts = print_parts(_fresh(wanted.id), labels, printer.sheet)
    command = SendLabels(
        organization=caller.organization, person=caller.person, store=store, agent=printer.agent,
        printer=printer.printer, parts=parts, now=caller.now,
    )  # fmt: skip
    send_labels(command)
    return LabelPrints(prints=[_shown(part.id) for part in parts])


@door.reads(
    "/label-prints/{label_print}", permission=EDIT, answer=LabelPrint, summary="Labels sent to a printer in one go"
)
def get_label_print(_caller: Caller, label_print: Id) -> LabelPrint:
    return _shown(label_print)


@door.writes(
    "POST", "/label-prints/{label_print}/cancel", permission=EDIT, answer=LabelPrint, needs_match=True,
    summary="Give labels up, where nothing of them reached the printer yet",
)  # fmt: skip
def cancel_label_print(caller: Caller, label_print: Id) -> LabelPrint:
    _match(caller, label_print)
    cancel_print(wish(TurnPrint, caller, job=label_print))
    return _shown(label_print)


@door.writes(
    "POST", "/label-prints/{label_print}/again", permission=EDIT, answer=LabelPrint, status=201, needs_match=True,
    summary="Print again what did not come out, as a print of its own",
)  # fmt: skip
def print_labels_again(caller: Caller, label_print: Id, wanted: PrintedAgain) -> LabelPrint:
    _match(caller, label_print)
    again = _fresh(wanted.id)
    print_again(wish(TurnPrint, caller, job=label_print, again=again))
    return _shown(again)


def _match(caller: Caller, job: UUID) -> None:
    lock_print(job)
    match(caller, _shown(job))


def _fresh(said: UUID | None) -> UUID:
    if said is not None and print_of(said) is not None:
        raise AlreadyThere
    return said or new_uuid7()


def _shown(job: UUID) -> LabelPrint:
    view = print_of(job)
    if view is None:
        raise Unknown
    return LabelPrint.from_orm(view)
