"""Reports that people keep: each refusal writes nothing, a repeat changes nothing, and of two of one name one stays."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connections

from comptoir.insights.commands import RemoveReport, SaveReport
from comptoir.insights.errors import (
    SavedReportInvalid,
    SavedReportNameMissing,
    SavedReportNameTaken,
    SavedReportUnknown,
)
from comptoir.insights.public import remove_report, save_report, saved_report, saved_reports
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from tests.sales.shop import count


def wanted(organization: UUID, **changes: object) -> SaveReport:
    command = SaveReport(
        organization=organization, person=None, id=new_uuid7(), name="  Le  samedi ", cube="sales",
        by=("weekday", "hour"), measures=("gross", "average"), days=28, compare="year",
    )  # fmt: skip
    return replace(command, **changes)  # type: ignore[arg-type]  # a test may put anything there


def test_a_kept_report_is_found_changed_and_removed(organization: UUID) -> None:
    command = wanted(organization)

    assert save_report(command) is True
    assert save_report(replace(command, name="Le samedi")) is False
    assert save_report(replace(command, measures=("sales_count",))) is False
    with reading(organization):
        found = saved_report(command.id)
    assert found is not None
    assert (found.name, found.days, found.compare, found.store) == ("Le samedi", 28, "year", None)
    assert (found.report.by, found.report.measures) == (("weekday", "hour"), ("sales_count",))

    remove_report(RemoveReport(organization=organization, person=None, id=command.id))
    with pytest.raises(SavedReportUnknown):
        remove_report(RemoveReport(organization=organization, person=None, id=command.id))
    with reading(organization):
        assert saved_reports() == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "  "}, SavedReportNameMissing),
        ({"cube": "secrets"}, SavedReportInvalid),
        ({"by": ("item",)}, SavedReportInvalid),
        ({"by": ()}, SavedReportInvalid),
        ({"by": ("day", "day")}, SavedReportInvalid),
        ({"by": ("day", "hour", "till")}, SavedReportInvalid),
        ({"measures": ()}, SavedReportInvalid),
        ({"measures": ("gross; DROP TABLE sales_sale",)}, SavedReportInvalid),
        ({"days": 0}, SavedReportInvalid),
        ({"days": 1_101}, SavedReportInvalid),
        ({"compare": "yesterday"}, SavedReportInvalid),
        ({"store": new_uuid7()}, SavedReportInvalid),
    ],
)
def test_what_cannot_be_asked_is_not_kept(
    organization: UUID, changes: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        save_report(wanted(organization, **changes))

    assert count("insights_saved_report", organization) == 0


def test_of_two_that_take_one_name_at_once_one_is_kept(organization: UUID) -> None:
    def keep(name: str) -> bool:
        try:
            return save_report(wanted(organization, name=name))
        except SavedReportNameTaken:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        kept = list(threads.map(keep, ["Le samedi", "le SAMEDI"]))

    assert sorted(kept) == [False, True]
    assert count("insights_saved_report", organization) == 1
