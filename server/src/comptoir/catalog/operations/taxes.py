"""Dating a tax rate: tills hold it before it begins, and switch by themselves on its day, on the line or not."""

from comptoir.catalog.operations.changes import settings_changed
from comptoir.catalog.queries import lock_catalog
from comptoir.platform.tenancy import operation
from comptoir.tax.commands import AddRate
from comptoir.tax.public import is_stated, state_rate


@operation
def add_rate(command: AddRate) -> bool:
    """Date a rate of a tax class. Answers whether it is new.

    Prices are not stated again: an item names its class, and whoever prices asks for the rate of the day.
    """
    lock_catalog()
    if is_stated(command):
        return False

    state_rate(command, position=settings_changed())
    return True
