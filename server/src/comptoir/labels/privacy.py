"""Whose words stand in the tables of `labels` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="labels.PrintJob",
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.INTEREST,
        kept=Kept.PRINTS,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("labels.LabelPrinter", "printer name"),
    Plain("labels.PrintJob", "printer printer_name name zpl state trouble"),
)
