"""What other apps may tell stock."""

from comptoir.stock.movements import Moved, record_movements
from comptoir.stock.operations import count_new_items

__all__ = ["Moved", "count_new_items", "record_movements"]
