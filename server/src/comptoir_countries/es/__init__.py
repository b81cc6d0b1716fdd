"""Spain: Veri*factu. The frame stands, the records are not made yet. Prepared for, never certified."""

from comptoir_countries.es.plugin import PLUGIN

__all__ = ["PLUGIN"]
