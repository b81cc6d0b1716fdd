"""Django's PostgreSQL backend (`base`), with a limit on each answer."""
