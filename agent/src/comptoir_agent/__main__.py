"""`python -m comptoir_agent`: for who starts it without a command on the path."""

from comptoir_agent.cli import main

main()
