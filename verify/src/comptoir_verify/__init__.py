"""Checks what Comptoir's tills sealed, from the documented format and without any of Comptoir's code."""
