"""What a person changes is noted with what stood there before, by the database itself, and stays as it was noted."""

import os
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from comptoir.identity.commands import AddEmployee, EditEmployee
from comptoir.identity.errors import NameMissing
from comptoir.identity.public import add_employee, edit_employee
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.models import AuditChange, AuditEvent
from comptoir.platform.tenancy import current_act, operation, reading
from comptoir.platform.watching import WATCHED, watch_tables
from comptoir.staff.commands import SaveRole
from comptoir.staff.public import Right, save_role
from tests.databases import TestDatabase


def test_a_change_is_noted_with_before_and_after(organization: UUID) -> None:
    person, employee = new_uuid7(), new_uuid7()
    add_employee(AddEmployee(organization=organization, person=person, id=employee, name="Anna"))

    edit_employee(
        EditEmployee(
            organization=organization, person=person, id=employee, name="Änne", color="#2f6f5e", is_active=False
        )
    )

    with reading(organization):
        event = AuditEvent.objects.get(organization_id=organization, action="identity.employee_edited")
        assert event.act is not None
        [change] = AuditChange.objects.filter(organization_id=organization, act=event.act)
    assert (change.kind, change.row) == ("identity_employee", str(employee))
    assert change.before == {"name": "Anna", "is_active": True}
    assert change.after == {"name": "Änne", "is_active": False}


def test_what_is_refused_or_changes_nothing_leaves_no_change(organization: UUID) -> None:
    employee = new_uuid7()
    add_employee(AddEmployee(organization=organization, person=None, id=employee, name="Anna"))
    command = EditEmployee(
        organization=organization, person=None, id=employee, name="Anna", color="#2f6f5e", is_active=True
    )

    edit_employee(command)
    with pytest.raises(NameMissing):
        edit_employee(
            EditEmployee(organization=organization, person=None, id=employee, name=" ", color="", is_active=True)
        )

    with reading(organization):
        assert AuditChange.objects.filter(organization_id=organization).count() == 0
        edits = AuditEvent.objects.filter(organization_id=organization, action__startswith="identity.")
        assert edits.count() == 2


def test_what_is_added_and_removed_as_a_whole_is_noted_as_such(organization: UUID) -> None:
    role = new_uuid7()
    save_role(SaveRole(organization=organization, person=None, id=role, name="Boss", rights={Right.DISCOUNT: 100_000}))
    save_role(SaveRole(organization=organization, person=None, id=role, name="Boss", rights={Right.DISCOUNT: 50_000}))

    with reading(organization):
        changes = AuditChange.objects.filter(organization_id=organization, row=str(role)).order_by("id")
        found = [(change.before, change.after) for change in changes]
    assert found == [
        (None, {"name": "Boss", "rights": {"discount": 100_000}}),
        ({"rights": {"discount": 100_000}}, {"rights": {"discount": 50_000}}),
    ]


def test_a_bulk_statement_is_counted_by_its_event_and_not_noted_row_by_row(organization: UUID) -> None:
    rows = [(organization, new_uuid7(), f"P{number}") for number in range(501)]
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        owner.cursor().executemany(
            "INSERT INTO identity_employee (organization_id, id, name, color, is_active) VALUES (%s, %s, %s, '', true)",
            rows,
        )

    _rename(_Rename(organization, 501))
    _rename(_Rename(organization, 500))

    with reading(organization):
        assert AuditChange.objects.filter(organization_id=organization).count() == 500


def test_the_application_may_neither_change_nor_remove_what_was_noted(
    organization: UUID, database: TestDatabase
) -> None:
    add_employee(AddEmployee(organization=organization, person=None, id=new_uuid7(), name="Anna"))

    for table in ("platform_auditevent", "platform_audit_change"):
        for statement in (f"UPDATE {table} SET happened_at = now()", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with psycopg.connect(database.app) as app:
                app.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(organization)])
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(statement.encode())

    with reading(organization):
        assert AuditEvent.objects.filter(organization_id=organization).count() == 2


def test_every_watched_table_has_its_triggers_and_a_repeat_makes_none_again(database: TestDatabase) -> None:
    query = (
        "SELECT c.relname, t.tgname, t.oid FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgname LIKE 'audit%' ORDER BY 1, 2"
    )
    with psycopg.connect(database.owner) as owner:
        before = owner.execute(query).fetchall()
        watch_tables(owner)
        after = owner.execute(query).fetchall()

    assert {(table, name) for table, name, _ in before} == {
        (watched.table, f"audit_{event}") for watched in WATCHED for event in watched.events
    }
    assert after == before


class _Rename:
    def __init__(self, organization: UUID, count: int) -> None:
        self.organization, self.count = organization, count


@operation
def _rename(command: _Rename) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identity_employee SET name = name || '!' WHERE id IN "
            "(SELECT id FROM identity_employee WHERE organization_id = %s LIMIT %s)",
            [command.organization, command.count],
        )
    audit.record("test.renamed", person=None, subject="", count=command.count)
    assert current_act() is not None
