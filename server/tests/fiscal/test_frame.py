"""The frame: outages, dated tables, what is found, what tills are told."""

from datetime import date
from uuid import UUID

import pytest

from comptoir.fiscal import public as fiscal
from comptoir.fiscal.commands import StateFact, TellTills
from comptoir.fiscal.operations import state_fact, tell_tills
from comptoir.fiscal.sending import wait_after
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading

FIRST, SECOND = (fiscal.Draft(new_uuid7(), "sale", "T1", {"gross": gross}) for gross in (100, 200))
NOON, LATER = "2026-11-27T12:00:00.000+01:00", "2026-11-27T12:05:00.000+01:00"


def test_outage_begins_with_a_failure_and_ends_with_the_next_seal() -> None:
    began = fiscal.after(fiscal.Outage(), FIRST, fiscal.Failed("no_device"), now=NOON)
    goes_on = fiscal.after(began.outage, SECOND, fiscal.Failed("other"), now=LATER)
    ended = fiscal.after(goes_on.outage, SECOND, fiscal.Sealed({"n": 1}), now=LATER)

    assert began == fiscal.Step(fiscal.Outage(NOON, "no_device"), begins=True)
    assert goes_on == fiscal.Step(fiscal.Outage(NOON, "no_device"))
    assert ended == fiscal.Step(fiscal.Outage(), ends=True)


def test_what_nobody_knows_is_found_before_an_outage_ends() -> None:
    lost = fiscal.after(fiscal.Outage(), FIRST, fiscal.Unknown("reply_lost"), now=NOON)
    sold_on = fiscal.after(lost.outage, SECOND, fiscal.Sealed({"n": 2}), now=LATER)
    found = fiscal.after(sold_on.outage, FIRST, fiscal.Sealed({"n": 1}, found=True), now=LATER)

    assert (lost.begins, lost.outage.pending) == (True, (FIRST,))
    assert (sold_on.ends, sold_on.outage) == (False, fiscal.Outage(NOON, "reply_lost", (FIRST,)))
    assert found == fiscal.Step(fiscal.Outage(), ends=True)


def test_rate_of_a_day_goes_into_the_column_of_that_day() -> None:
    table = fiscal.DatedMapping(
        "tax_category",
        (
            fiscal.Row("S/49000", "ermaessigt_2", date(2020, 1, 1), "made up"),
            fiscal.Row("S/49000", "besonders", date(2026, 7, 1), "research/trust.md"),
        ),
    )

    assert table.of(fiscal.tax_key("S", 49_000), date(2026, 6, 30)) == "ermaessigt_2"
    assert table.of("S/49000", date(2026, 7, 1)) == "besonders"
    with pytest.raises(fiscal.Unmapped):
        table.of("S/200000", date(2026, 7, 1))
    newer = table.with_rows([fiscal.Row("S/49000", "normal", date(2026, 7, 1), "a pack")])
    assert newer.of("S/49000", date(2026, 7, 1)) == "normal"


def test_shipped_countries_are_found_by_folder() -> None:
    assert fiscal.plugin_of("FR") == fiscal.plugin_named("fr")
    assert fiscal.plugin_of("XX") is None


def test_waits_double_up_to_an_hour() -> None:
    assert [wait_after(tries) for tries in (0, 1, 2, 6, 7, 400)] == [30, 60, 120, 1920, 3600, 3600]


def test_fact_is_added_once_and_the_newest_holds(organization: UUID) -> None:
    def state(value: str) -> bool:
        return state_fact(StateFact(organization, None, "xx", "till-1", "certificate", value))

    assert [state("a"), state("a"), state("b")] == [True, False, True]
    with reading(organization):
        assert fiscal.fact("xx", "certificate", subject="till-1") == "b"
        assert fiscal.fact("xx", "certificate") is None
        assert fiscal.facts("xx", "certificate") == {"till-1": "b"}
        noted = AuditEvent.objects.filter(organization_id=organization, action="fiscal.fact_stated")
        assert [event.details["name"] for event in noted] == ["certificate", "certificate"]


def test_tills_are_told_again_and_the_last_word_counts(organization: UUID) -> None:
    tell_tills(TellTills(organization, None, "xx", "", {"unit": 1}))
    tell_tills(TellTills(organization, None, "xx", "", {"unit": 2}))

    with reading(organization):
        assert fiscal.till_documents("xx") == {"": {"unit": 2}}
