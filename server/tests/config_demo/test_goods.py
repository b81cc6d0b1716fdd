"""The demo's articles are what a shop could really sell."""

from datetime import date

import pytest

from comptoir.catalog.net_content import NetContent
from comptoir.config.demo.goods import ERAS, OWN_RANGE, TAXES, era_of, goods, in_season, prices_in, third_thursday
from comptoir.config.demo.labels import content_in
from comptoir.kernel import is_gtin


def test_every_article_has_its_own_valid_code_in_the_range_that_belongs_to_no_manufacturer() -> None:
    codes = [good.barcode for good in goods()]

    assert 290 <= len(codes) <= 340
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 13 and is_gtin(code) and code.startswith(OWN_RANGE) for code in codes)


def test_names_are_unique_and_rates_are_frances_three() -> None:
    names = [good.name for good in goods()]

    assert len(set(names)) == len(names)
    assert {good.tax_rate_ppm for good in goods()} == {tax.rate_ppm for tax in TAXES} == {55_000, 100_000, 200_000}
    assert {good.unit for good in goods()} == {"C62", "KGM"}


def test_each_price_change_names_an_article_and_really_changes_it() -> None:
    by_name = {good.name: good.unit_price for good in goods()}

    assert all(by_name[change.name] != change.old_price for era in ERAS for change in era.changes)


def test_prices_of_an_era_are_those_before_the_later_changes() -> None:
    by_name = {good.name: good.id for good in goods()}

    espresso = [prices_in(era)[by_name["Espresso"]] for era in range(len(ERAS) + 1)]
    butter = [prices_in(era)[by_name["Beurre doux 250 g"]] for era in range(len(ERAS) + 1)]

    assert espresso == [150, 160, 160]
    assert butter == [265, 265, 285]


def test_eras_begin_on_their_morning() -> None:
    last = date(2026, 11, 22)

    assert [era_of(date(2026, 9, 24), last), era_of(date(2026, 9, 25), last)] == [0, 1]
    assert [era_of(date(2026, 10, 29), last), era_of(date(2026, 10, 30), last)] == [1, 2]


def test_strawberries_have_a_season_and_the_new_beaujolais_a_day() -> None:
    by_name = {good.name: good for good in goods()}

    assert in_season(by_name["Fraises Gariguette 250 g"], date(2026, 5, 10))
    assert not in_season(by_name["Fraises Gariguette 250 g"], date(2026, 11, 10))
    assert third_thursday(2026) == date(2026, 11, 19)
    assert not in_season(by_name["Beaujolais nouveau 75 cl"], date(2026, 11, 18))
    assert in_season(by_name["Beaujolais nouveau 75 cl"], date(2026, 11, 19))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Beurre doux 250 g", NetContent(250_000, "GRM")),
        ("Soupe du jour 33 cl", NetContent(33_000, "CLT")),
        ("Yaourts nature x4", None),
        ("Aluminium ménager 20 m", None),
    ],
)
def test_contents_are_as_names_say_them(name: str, content: NetContent | None) -> None:
    assert content_in(name) == content
