"""Copies of a whole installation: how a file of one is sealed, where it is kept, what was made of it (ADR 0059)."""
