"""Labels as a printer is given them: so many in one go that it is done in time."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from comptoir.labels.commands import LabelPart
from comptoir.labels.sheets import Label, Sheet
from comptoir.labels.zpl import labels_zpl

# A printer has two minutes for what is sent to it in one go.
AT_ONCE = 50
LABELS_MAX = 500


def print_parts(first: UUID, labels: Sequence[Label], sheet: Sheet) -> tuple[LabelPart, ...]:
    """The parts of what is sent; their numbers follow from the sender's own, so that a repeat makes the same ones."""
    found = []
    for start in range(0, len(labels), AT_ONCE):
        some = labels[start : start + AT_ONCE]
        number = first if start == 0 else uuid5(first, str(start))
        zpl = labels_zpl(some, sheet).decode()
        found.append(LabelPart(id=number, name=some[0].name, count=len(some), zpl=zpl))
    return tuple(found)
