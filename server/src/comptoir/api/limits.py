"""How often a stranger may ask of the interface."""

from comptoir.platform.buckets import TokenBuckets

__all__ = ["TokenBuckets"]
