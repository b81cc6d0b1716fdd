"""France: CGI art. 286 I 3° bis. Prepared for, never certified."""

from comptoir_countries.fr.plugin import PLUGIN

__all__ = ["PLUGIN"]
