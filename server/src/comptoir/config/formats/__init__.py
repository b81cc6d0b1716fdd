"""Where Django's own form of a date is not the shop's: a folder for each language."""
