"""English as it is written in Europe: Django's own puts the month first, and 09/01 would be read as the ninth."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
