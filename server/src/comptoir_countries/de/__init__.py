"""Germany: KassenSichV. The device interface stands; DSFinV-K does not. Prepared for, never certified."""

from comptoir_countries.de.plugin import PLUGIN

__all__ = ["PLUGIN"]
