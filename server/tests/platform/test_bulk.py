from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from comptoir.kernel import new_uuid7
from comptoir.platform.bulk import insert_rows
from comptoir.platform.commands import AddLegalEntity, FoundOrganization
from comptoir.platform.models import AuditEvent, LegalEntity, LogRow, Store
from comptoir.platform.operations import add_legal_entity, found_organization
from comptoir.platform.tenancy import as_one, reading

AWKWARD = ["{}", "NULL", "", 'a"b', "a\\b", "l'été, {1,2}", "two\nlines", "🥖 50 %s"]


def _stores(organization: UUID, entity: UUID) -> list[Store]:
    return [
        Store(
            organization_id=organization, id=new_uuid7(), legal_entity_id=entity, name=name, price_mode="gross",
            opening_hours=[{"weekday": place, "note": name}, [place, None]] if place else [],
            returns_in_cash=bool(place % 2),
        )
        for place, name in enumerate(AWKWARD)
    ]  # fmt: skip


@pytest.fixture
def entity(organization: UUID) -> UUID:
    entity = new_uuid7()
    add_legal_entity(AddLegalEntity(organization=organization, id=entity, name="A", registration="", tax_number=""))
    return entity


def test_rows_come_back_as_the_orm_would_have_written_them(organization: UUID, entity: UUID) -> None:
    ours, theirs = _stores(organization, entity), _stores(organization, entity)

    with as_one(organization):
        insert_rows(Store, iter(ours))
        Store.objects.bulk_create(theirs)

    with reading(organization):
        stood = Store.objects.in_bulk()
    said = [field.attname for field in Store._meta.concrete_fields if field.attname != "id"]
    for our, their in zip(ours, theirs, strict=True):
        assert [getattr(stood[our.pk], name) for name in said] == [getattr(stood[their.pk], name) for name in said]
    assert [stood[our.pk].name for our in ours] == AWKWARD
    assert stood[ours[1].pk].opening_hours == [{"weekday": 1, "note": "NULL"}, [1, None]]


def test_nulls_bytes_and_what_the_model_or_the_database_gives_by_default(organization: UUID) -> None:
    with as_one(organization):
        insert_rows(AuditEvent, [
            AuditEvent(organization_id=organization, id=new_uuid7(), person=None, action="a", subject="s"),
            AuditEvent(organization_id=organization, id=new_uuid7(), person=organization, action="b", subject="s"),
        ])  # fmt: skip
        insert_rows(LogRow, [
            LogRow(organization_id=organization, position=900 + place, topic="t", subject=new_uuid7(), digest=digest)
            for place, digest in enumerate((b"\x00\\\xff", None))
        ])  # fmt: skip

    with reading(organization):
        events = list(AuditEvent.objects.filter(subject="s").order_by("action"))
        log = list(LogRow.objects.filter(topic="t").order_by("position"))
    assert [(event.person, event.details) for event in events] == [(None, {}), (organization, {})]
    assert all(event.happened_at is not None for event in events)
    assert [None if row.digest is None else bytes(row.digest) for row in log] == [b"\x00\\\xff", None]
    assert all(row.logged_at is not None for row in log)


def test_rows_by_attribute_are_the_rows_that_objects_would_be(organization: UUID) -> None:
    """Awkward texts, nulls, documents, what is the same in all; the model gives the keys and what is left."""
    others: list[UUID | None] = [organization] * (len(AWKWARD) - 1)
    said: list[dict[str, object]] = [
        {"organization_id": organization, "person": person, "action": "c", "subject": text, "details": {"said": text}}
        for text, person in zip(AWKWARD, [None, *others], strict=True)
    ]

    with as_one(organization):
        insert_rows(AuditEvent, said)
        insert_rows(AuditEvent, ({**row, "action": "d", "subject": "alone"} for row in said[:1]))

    with reading(organization):
        events = list(AuditEvent.objects.filter(action="c").order_by("id"))
        [alone] = AuditEvent.objects.filter(action="d")
    assert [event.subject for event in events] == AWKWARD
    assert [event.details for event in events] == [{"said": text} for text in AWKWARD]
    assert [event.person for event in events] == [None, *others]
    assert len({event.pk for event in events}) == len(AWKWARD)
    assert (alone.subject, alone.details, alone.person) == ("alone", {"said": AWKWARD[0]}, None)


def test_one_that_stands_already_refuses_all_unless_it_is_to_be_passed_over(organization: UUID, entity: UUID) -> None:
    first, second = _stores(organization, entity)[:2]
    with as_one(organization):
        insert_rows(Store, [first])

    with pytest.raises(IntegrityError), as_one(organization):
        insert_rows(Store, [second, first])
    with reading(organization):
        assert Store.objects.count() == 1

    with as_one(organization):
        insert_rows(Store, [second, first], ignore_conflicts=True)
    with reading(organization):
        assert Store.objects.count() == 2


def test_nothing_asks_the_database_nothing(organization: UUID) -> None:
    with as_one(organization), CaptureQueriesContext(connection) as asked:
        insert_rows(Store, [])
    assert len(asked) == 0


def test_another_organizations_row_is_refused(organization: UUID) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))

    with pytest.raises(Exception, match="row-level security"), as_one(organization):
        insert_rows(
            LegalEntity, [LegalEntity(organization_id=other, id=new_uuid7(), name="x", registration="", tax_number="")]
        )
    with reading(other):
        assert LegalEntity.objects.count() == 0
