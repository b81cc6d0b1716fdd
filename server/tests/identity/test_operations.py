"""People, roles and who may do what."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections

from comptoir.identity.commands import AddEmployee, AddMembership, CreateUser
from comptoir.identity.errors import (
    EmailInvalid,
    EmailTaken,
    LanguageUnknown,
    MemberAlready,
    NameMissing,
    PasswordTooShort,
    SignInNameInvalid,
    UserUnknown,
)
from comptoir.identity.models import Employee, Membership, User
from comptoir.identity.operations import add_employee, add_membership, create_user
from comptoir.identity.public import PERMISSIONS, Member, Permission, Role, cashiers, memberships_of, sign_in_name
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]


def test_the_shops_own_passwords_are_hashed_at_full_cost() -> None:
    from comptoir.config import settings as shipped

    assert shipped.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def person(**changes: object) -> CreateUser:
    key = new_uuid7()
    values: dict[str, object] = {
        "id": key,
        "email": f"{key}@shop.example",
        "name": "Ada",
        "password": "quiet-zinc-counter",
        "language": "fr",
    }
    return CreateUser(**{**values, **changes})  # type: ignore[arg-type]  # a test builds a command from parts


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Adèle Martin", "adele.martin"),
        ("  ADÈLE   MARTIN ", "adele.martin"),
        ("adele.martin", "adele.martin"),
        ("Groß-Müller", "gross.muller"),
        ("Ada@Shop.example", "ada@shop.example"),
    ],
)
def test_somebody_signs_in_by_the_name_that_they_typed(typed: str, name: str) -> None:
    assert sign_in_name(typed) == name


def test_a_user_needs_no_address(db: None) -> None:
    command = person(email=f"Zoé {new_uuid7()}")

    assert create_user(command) is True
    assert create_user(command) is False

    assert User.objects.get(pk=command.id).email == sign_in_name(command.email)


def test_a_created_user_can_sign_in_with_any_case_of_the_address(db: None) -> None:
    key = new_uuid7()
    command = person(email=f" Ada.{key}@Shop.example ")

    assert create_user(command) is True

    user = User.objects.get(pk=command.id)
    assert user.email == f"ada.{key}@shop.example"
    assert user.check_password("quiet-zinc-counter")
    assert user.password.startswith("argon2$argon2id$")


def test_a_repeat_creates_nobody(db: None) -> None:
    command = person()
    create_user(command)

    assert create_user(command) is False
    assert User.objects.filter(email=command.email).count() == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"email": "@"}, EmailInvalid),
        ({"email": " . "}, SignInNameInvalid),
        ({"email": "é"}, SignInNameInvalid),
        ({"email": "a" * 61}, SignInNameInvalid),
        ({"email": "a@b@c"}, EmailInvalid),
        ({"email": "a b@c"}, EmailInvalid),
        ({"name": "  "}, NameMissing),
        ({"password": "short"}, PasswordTooShort),
        ({"language": "it"}, LanguageUnknown),
    ],
)
def test_what_cannot_be_a_user_is_refused_and_nobody_is_written(
    db: None, changes: dict[str, object], refusal: type[DomainError]
) -> None:
    command = person(**changes)

    with pytest.raises(refusal):
        create_user(command)

    assert not User.objects.filter(pk=command.id).exists()


def test_an_address_belongs_to_one_person(db: None) -> None:
    first = person()
    create_user(first)
    second = person(email=first.email.upper())

    with pytest.raises(EmailTaken):
        create_user(second)

    assert not User.objects.filter(pk=second.id).exists()


def test_two_at_the_same_time_take_an_address_once(db: None) -> None:
    commands = [person(email="race@shop.example") for _ in range(4)]

    def attempt(command: CreateUser) -> bool:
        try:
            return create_user(command)
        except EmailTaken:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        created = list(pool.map(attempt, commands))

    assert sorted(created) == [False, False, False, True]


def test_memberships_are_found_without_a_tenant(organization: UUID) -> None:
    user = person()
    create_user(user)

    added = add_membership(
        AddMembership(organization=organization, person=None, id=new_uuid7(), user=user.id, role=Role.MANAGER)
    )

    assert added is True
    assert memberships_of(user.id) == [Member(organization, Role.MANAGER)]
    assert memberships_of(new_uuid7()) == []


def test_a_repeated_membership_changes_nothing_and_another_role_is_refused(organization: UUID) -> None:
    user = person()
    create_user(user)
    command = AddMembership(organization=organization, person=None, id=new_uuid7(), user=user.id, role=Role.CASHIER)
    add_membership(command)

    assert add_membership(command) is False
    with pytest.raises(MemberAlready):
        add_membership(
            AddMembership(organization=organization, person=None, id=new_uuid7(), user=user.id, role=Role.OWNER)
        )

    with reading(organization):
        assert [m.role for m in Membership.objects.all()] == ["cashier"]
        assert AuditEvent.objects.filter(action="identity.membership_added").count() == 1


def test_nobody_unknown_becomes_a_member_or_an_employee(organization: UUID) -> None:
    with pytest.raises(UserUnknown):
        add_membership(
            AddMembership(organization=organization, person=None, id=new_uuid7(), user=new_uuid7(), role=Role.OWNER)
        )
    with pytest.raises(UserUnknown):
        add_employee(AddEmployee(organization=organization, person=None, id=new_uuid7(), name="Ada", user=new_uuid7()))

    with reading(organization):
        assert Membership.objects.count() == 0
        assert Employee.objects.count() == 0


def test_employees_are_listed_by_name(organization: UUID) -> None:
    commands = [
        AddEmployee(organization=organization, person=None, id=new_uuid7(), name=name) for name in ("Zoé", "Amir")
    ]

    assert [add_employee(command) for command in [*commands, commands[0]]] == [True, True, False]
    with pytest.raises(NameMissing):
        add_employee(AddEmployee(organization=organization, person=None, id=new_uuid7(), name=" "))

    with reading(organization):
        assert [cashier.name for cashier in cashiers()] == ["Amir", "Zoé"]


def test_each_role_can_do_no_more_than_it_should() -> None:
    writes = {
        Permission.EDIT_PRODUCTS,
        Permission.COUNT_STOCK,
        Permission.MANAGE_STOCK,
        Permission.MANAGE_TILLS,
        Permission.DECIDE_INCIDENTS,
        Permission.MANAGE_TEAM,
    }

    # An accountant keeps the books, and changes nothing else.
    assert Permission.KEEP_BOOKS in PERMISSIONS[Role.ACCOUNTANT]
    assert PERMISSIONS[Role.OWNER] == set(Permission)
    assert set(Permission) - PERMISSIONS[Role.MANAGER] == {
        Permission.MANAGE_TEAM, Permission.TAKE_OUT, Permission.REOPEN_BOOKS, Permission.MANAGE_WEBHOOKS,
        Permission.MANAGE_PAYMENTS, Permission.MANAGE_WITNESSES,
    }  # fmt: skip
    assert PERMISSIONS[Role.ACCOUNTANT] & writes == set()
    assert PERMISSIONS[Role.CASHIER] == {Permission.SEE_PRODUCTS, Permission.COUNT_STOCK}
    assert set(PERMISSIONS) == set(Role)
