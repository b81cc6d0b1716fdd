"""The simulated app of a provider, as a page: what somebody does with it is a button; what it says then is its own.

Beside what an app does, it can do what anybody can: come back with a word that is not true.
"""

from collections.abc import Mapping
from enum import StrEnum
from html import escape
from urllib.parse import urlencode


class Act(StrEnum):
    """What is pressed. `silent`: paid, and the app is killed before it returns; `forge`: success is said, none paid."""

    PAY = "pay"
    DECLINE = "decline"
    LEAVE = "leave"
    SILENT = "silent"
    FORGE = "forge"
    OTHER = "other"


TITLES = {
    Act.PAY: "Pay", Act.DECLINE: "Card declined", Act.LEAVE: "Cancel", Act.SILENT: "Pay, then kill the app",
    Act.FORGE: "Say success without paying", Act.OTHER: "Pay another amount",
}  # fmt: skip
KILLED = "<!doctype html><meta charset=utf-8><title>App</title><p>The app was killed."


def page(name: str, amount: str, asked: Mapping[str, str]) -> str:
    """The app with an amount; each button leads on with everything that was asked."""
    acts = "".join(
        f"<p><a href='{escape('/app/act?' + urlencode({**asked, 'act': act}))}'>{TITLES[act]}</a>" for act in Act
    )
    return f"<!doctype html><meta charset=utf-8><title>{escape(name)}</title><h1>{escape(amount)}</h1>{acts}"
