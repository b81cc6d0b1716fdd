"""Webhooks: what happens in a shop, told to programs that asked to hear of it."""
