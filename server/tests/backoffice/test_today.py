"""The dashboard's figures, from the ledger's rows."""

import re

from django.test import Client

from tests.backoffice.conftest import Day


def test_the_title_says_the_answer(owner: Client, day: Day) -> None:
    page = owner.get("/today", {"day": "2026-11-19"}).content.decode()

    assert "€18.06 on this day" in page


def test_one_place_of_the_menu_is_current(owner: Client, day: Day) -> None:
    """What goes off lies below stock, and has a place of its own; a sheet of the stock has none."""
    for address, place in (("/stock/expiry", "/stock/expiry"), ("/stock", "/stock"), ("/today", "/today")):
        page = owner.get(address).content.decode()

        # In the phone's menu and in the desk's.
        assert re.findall(r'<a class="nav-link[^"]*" href="([^"]+)" aria-current="page"', page) == [place, place]
