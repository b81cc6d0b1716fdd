"""How long what is kept: terms by class, what a country asks at least, and the runs that let go of the rest."""
