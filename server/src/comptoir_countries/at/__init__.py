"""Austria: RKSV, BAO § 131b. Prepared for, never certified."""

from comptoir_countries.at.plugin import PLUGIN

__all__ = ["PLUGIN"]
