"""What other apps may tell stock, and ask it."""

from comptoir.stock.movements import Moved, record_movements
from comptoir.stock.operations import count_new_items
from comptoir.stock.shelves import Shelved, has_shelf, shelf_of

__all__ = ["Moved", "Shelved", "count_new_items", "has_shelf", "record_movements", "shelf_of"]
