"""How pages read: as everything does that asks the database in sets (`platform.sql`)."""

from comptoir.platform.sql import Parameters, SqlValue, select, select_one

__all__ = ["Parameters", "SqlValue", "select", "select_one"]
