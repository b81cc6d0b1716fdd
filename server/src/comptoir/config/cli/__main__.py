"""`python -m comptoir.config.cli`."""

from comptoir.config.cli import main

main()
