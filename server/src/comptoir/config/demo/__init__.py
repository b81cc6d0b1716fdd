"""The demo shop: a French grocery and its café, with ninety days of sealed trade."""

from pathlib import Path

from comptoir.config.demo.access import DemoAccess, Progress

__all__ = ["DemoAccess", "Progress", "prepare"]


def prepare(base_url: str, home: Path, progress: Progress, *, certificate_authority: str = "") -> DemoAccess:
    """Make the demo shop where it is missing, and answer how to get in. Django must be set up.

    `certificate_authority` is the file of the authority that signed the server's certificate, when it serves TLS.
    """
    # The story itself is pure; whoever only reads it must not need Django.
    from comptoir.config.demo.preparing import prepare as prepare_shop

    return prepare_shop(base_url, home, progress, certificate_authority=certificate_authority)
