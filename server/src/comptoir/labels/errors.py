"""Refusals about labels."""

from comptoir.kernel import Category, DomainError


class LabelStoreUnknown(DomainError):
    """No such store."""

    code = "labels.store_unknown"
    category = Category.NOT_FOUND


class LabelPositionUnknown(DomainError):
    """The catalogue has not come so far: no page of ours says so."""

    code = "labels.position_unknown"


class LabelPrinterUnknown(DomainError):
    """No agent of the store serves such a printer."""

    code = "labels.printer_unknown"
    category = Category.NOT_FOUND


class PrintUnknown(DomainError):
    """No such labels; others may have printed them again already."""

    code = "labels.print_unknown"
    category = Category.NOT_FOUND


class PrintBusy(DomainError):
    """Labels that wait or were printed can't be printed again from here."""

    code = "labels.print_busy"
    category = Category.CONFLICT
