from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import DataError, connection, transaction

from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddLegalEntity, FoundOrganization
from comptoir.platform.models import LegalEntity, Organization
from comptoir.platform.operations import add_legal_entity, found_organization
from comptoir.platform.tenancy import as_one, current_organization, operation, reading


@dataclass(frozen=True, slots=True)
class Poke:
    organization: UUID


def test_an_operation_sees_only_its_organization(organization: UUID) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))
    add_legal_entity(AddLegalEntity(organization=other, id=new_uuid7(), name="B GmbH", registration="", tax_number=""))

    with reading(organization):
        assert list(LegalEntity.objects.all()) == []
        assert [o.id for o in Organization.objects.all()] == [organization]
    with reading(other):
        assert [e.name for e in LegalEntity.objects.all()] == ["B GmbH"]


def test_a_query_outside_both_raises_and_the_next_reading_works(organization: UUID) -> None:
    with pytest.raises(DataError, match="no organization is set"):
        list(LegalEntity.objects.all())

    with reading(organization):
        assert LegalEntity.objects.count() == 0


def test_a_reading_cannot_write(organization: UUID) -> None:
    with pytest.raises(Exception, match="read-only transaction"), reading(organization):
        LegalEntity.objects.create(organization_id=organization, name="x")

    with reading(organization):
        assert LegalEntity.objects.count() == 0


def test_an_operation_cannot_write_into_another_organization(organization: UUID) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))

    @operation
    def smuggle(command: Poke) -> None:
        LegalEntity.objects.create(organization_id=other, name="x")

    with pytest.raises(Exception, match="row-level security"):
        smuggle(Poke(organization))
    with reading(other):
        assert LegalEntity.objects.count() == 0


def test_operations_do_not_nest(organization: UUID) -> None:
    @operation
    def inner(command: Poke) -> UUID:
        return current_organization()

    @operation
    def outer(command: Poke) -> UUID:
        return inner(command)

    assert inner(Poke(organization)) == organization
    with pytest.raises(RuntimeError, match="durable"):
        outer(Poke(organization))


def test_the_tenant_is_gone_after_the_transaction(organization: UUID) -> None:
    with reading(organization):
        pass

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('comptoir.organizations', true)")
        assert cursor.fetchone()[0] in ("", None)


def test_founding_twice_changes_nothing(organization: UUID) -> None:
    again = FoundOrganization(organization=organization, name="Autre", country="FR", currency="EUR", locale="fr-FR")

    assert found_organization(again) is False
    with reading(organization):
        assert Organization.objects.get().name == "Épicerie d'essai"


def test_several_operations_as_one_leave_nothing_behind_when_one_fails(organization: UUID) -> None:
    first, second = (
        AddLegalEntity(organization=organization, id=new_uuid7(), name=name, registration="", tax_number="")
        for name in ("A", "B")
    )
    foreign = FoundOrganization(organization=new_uuid7(), name="B", country="DE", currency="EUR", locale="de-DE")

    def one_act() -> None:
        with as_one(organization):
            add_legal_entity(first)
            found_organization(foreign)

    with pytest.raises(AssertionError, match="one organization"):
        one_act()

    with as_one(organization):
        add_legal_entity(second)

    with reading(organization):
        assert [entity.name for entity in LegalEntity.objects.all()] == ["B"]
