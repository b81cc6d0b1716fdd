"""The dashboard's figures, from the ledger's rows."""

from django.test import Client

from tests.backoffice.conftest import Day


def test_the_title_says_the_answer(owner: Client, day: Day) -> None:
    page = owner.get("/today", {"day": "2026-11-19"}).content.decode()

    assert "€18.06 on this day" in page
