"""How often a stranger may ask of the interface."""

from comptoir.platform.buckets import PLACES_MAX, TokenBuckets

__all__ = ["PLACES_MAX", "TokenBuckets"]
