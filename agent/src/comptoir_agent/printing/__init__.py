"""Printers of the shop, the jobs that wait for them, and what is wrong with them in plain codes."""
