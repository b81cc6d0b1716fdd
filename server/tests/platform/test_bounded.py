"""Django's connections when the database falls silent."""

import time
from uuid import UUID

import pytest
from django.db import OperationalError, close_old_connections, connection

from comptoir.kernel import new_uuid7
from comptoir.platform.bounded import base
from comptoir.platform.commands import AddStore
from comptoir.platform.models import Organization, Store
from comptoir.platform.operations import add_store
from comptoir.platform.tenancy import reading
from tests.databases import frozen


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row = cursor.fetchone()
    assert row is not None
    pid: int = row[0]
    return pid


def _name(organization: UUID) -> str:
    with reading(organization):
        return Organization.objects.get().name


def test_a_silent_server_is_an_error_in_time_and_the_next_request_has_a_new_connection(
    organization: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "ANSWER_SECONDS", 0.5)
    began = time.monotonic()

    with frozen([_backend()]):
        with pytest.raises(OperationalError, match="gave no answer"), reading(organization):
            Organization.objects.get()
        close_old_connections()
        name = _name(organization)

    assert time.monotonic() - began < 5
    assert name == "Épicerie d'essai"


def test_a_connection_that_fell_silent_between_two_requests_is_replaced(
    organization: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "ANSWER_SECONDS", 0.5)
    before = _backend()
    close_old_connections()  # as at the end of a request

    with frozen([before]):
        name = _name(organization)

    assert name == "Épicerie d'essai"
    assert _backend() != before


def test_an_operation_upon_a_silent_server_writes_nothing(organization: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ANSWER_SECONDS", 0.5)
    command = AddStore(
        organization=organization, id=new_uuid7(), legal_entity=new_uuid7(), name="Ghost", address="", phone="",
        timezone="Europe/Paris", price_mode="gross",
    )  # fmt: skip

    with frozen([_backend()]), pytest.raises(OperationalError):
        add_store(command)

    close_old_connections()
    with reading(organization):
        assert Store.objects.count() == 0


def test_a_slow_answer_within_the_limit_is_an_answer(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ANSWER_SECONDS", 2.0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.7), 42")
        row = cursor.fetchone()

    assert row is not None
    assert row[1] == 42
