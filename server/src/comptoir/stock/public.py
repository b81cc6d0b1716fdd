"""What other apps may tell stock."""

from comptoir.stock.movements import Moved, record_movements

__all__ = ["Moved", "record_movements"]
