"""The device door: the path that must be fast. No ORM here."""
