"""How long a customer who comes no more stays known by name (`platform.keeping`): erased as if they had asked."""

from comptoir.platform.keeping import Timer
from comptoir.platform.privacy import Kept
from comptoir.privacy.operations import erase_unused
from comptoir.sales.unused import unused_since

TIMERS = (Timer(name="privacy.customer", kept=Kept.CUSTOMERS, old=unused_since, forget=erase_unused),)
