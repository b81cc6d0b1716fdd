"""`python -m comptoir_verify`."""

import sys

from comptoir_verify.cli import main

if __name__ == "__main__":
    sys.exit(main())
