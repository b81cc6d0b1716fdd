"""Germany: KassenSichV. A device at the server seals for tills; DSFinV-K is missing. Prepared for, never certified."""

from comptoir_countries.de.plugin import PLUGIN

__all__ = ["PLUGIN"]
