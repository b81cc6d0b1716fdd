"""Switzerland: GeBüV, CO 958f, QR-bill. Prepared for, never certified."""

from comptoir_countries.ch.plugin import PLUGIN

__all__ = ["PLUGIN"]
