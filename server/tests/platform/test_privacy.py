"""Each column of text has somebody's word: it tells of people, or of nobody."""

from collections import Counter

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from comptoir.platform.privacy import Kept, declared

TEXTS = (models.TextField, models.CharField, models.JSONField, models.BinaryField, ArrayField)
# Who did it: columns that name a person by an identifier are declared, too.
PEOPLE = {
    "person", "employee", "cashier", "customer", "user", "set_by", "taken_by", "opened_by",
    "closed_by", "proposed_by", "decided_by", "sent_by", "received_by", "begun_by", "resolved_by", "erased_by",
    "revoked_by", "returned_by", "offline_by",
}  # fmt: skip


def columns() -> set[tuple[str, str]]:
    return {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("comptoir.")
        for field in model._meta.local_fields
        if isinstance(field, TEXTS) or field.name in PEOPLE
    }


def said() -> Counter[tuple[str, str]]:
    known = declared()
    personal = ((line.model, name) for line in known.personal for name in line.names)
    return Counter([*personal, *((line.model, name) for line in known.plain for name in line.names)])


def test_every_column_of_text_is_declared() -> None:
    missing = sorted(columns() - set(said()))

    assert missing == [], "say in the app's privacy.py whether it tells of people (Personal) or of nobody (Plain)"


def test_a_column_that_nobody_declared_is_seen() -> None:
    """What the test above would say of a new column."""
    assert columns() - (set(said()) - {("customers.Customer", "email")}) == {("customers.Customer", "email")}


def test_nothing_is_declared_that_is_not_there() -> None:
    there = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
    }  # fmt: skip

    assert sorted(set(said()) - there) == []


def test_a_column_is_personal_or_plain_and_not_both() -> None:
    personal = {(line.model, name) for line in declared().personal for name in line.names}
    plain = {(line.model, name) for line in declared().plain for name in line.names}

    assert personal & plain == set()


def test_each_line_says_whose_and_what() -> None:
    assert [line.model for line in declared().personal if not (line.whose and line.told and line.recipients)] == []


def test_those_who_are_meant_are_known() -> None:
    """The rows that people ask for first, with the class that they are kept by."""
    kept = {(line.model, name): line.kept for line in declared().personal for name in line.names}

    assert kept["customers.Customer", "name"] is Kept.CUSTOMERS
    assert kept["papers.Delivery", "address"] is Kept.LETTERS
    assert kept["sales.Entry", "content"] is Kept.JOURNAL
    assert kept["moving.Move", "content"] is Kept.MOVES
    assert kept["identity.Employee", "name"] is Kept.STAFF_LEFT
