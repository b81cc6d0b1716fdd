"""Dating a tax rate, and saying how goods are taxed where they are eaten: what tills must hear of taxes.

A till holds a rate before it begins and switches by itself on its day, on the line or not.
"""

from comptoir.catalog.errors import StoreUnknown
from comptoir.catalog.operations.changes import settings_changed
from comptoir.catalog.queries import lock_catalog
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.tax.commands import AddRate, SetClassSwitch, SetStorePlaces
from comptoir.tax.public import is_stated, is_store_stated, is_switch_stated, state_places, state_rate, state_switch


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


@operation
def set_class_switch(command: SetClassSwitch) -> bool:
    """Say what a class becomes where it is eaten, or taken away. Answers whether anything changed."""
    lock_catalog()
    if is_switch_stated(command):
        return False

    state_switch(command, position=settings_changed())
    return True


@operation
def set_store_places(command: SetStorePlaces) -> bool:
    """Let a store's tills ask where goods are eaten, or no longer. Answers whether anything changed."""
    lock_catalog()
    if command.store not in {store.id for store in stores()}:
        raise StoreUnknown(store=str(command.store))
    if is_store_stated(command):
        return False

    state_places(command, position=settings_changed())
    return True
