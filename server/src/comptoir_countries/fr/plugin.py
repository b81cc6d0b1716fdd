"""What France asks of a till, and what stands ready."""

from comptoir.fiscal.public import Plugin

PLUGIN = Plugin(name="fr", country="FR", law="CGI art. 286 I 3° bis", conditions=())
