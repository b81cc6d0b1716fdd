"""Every write of identity."""

from django.db import transaction

from comptoir.identity.commands import AddEmployee, AddMembership, CreateUser, EditEmployee
from comptoir.identity.errors import (
    EmailInvalid,
    EmailTaken,
    EmployeeUnknown,
    LanguageUnknown,
    MemberAlready,
    NameMissing,
    PasswordTooShort,
    UserUnknown,
)
from comptoir.identity.models import Employee, Membership, User
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import operation

PASSWORD_LENGTH_MIN = 12
LANGUAGES = ("fr", "de", "en")


def create_user(command: CreateUser) -> bool:
    """Create a person who can sign in. Answers whether it is new.

    Not an `@operation`: users belong to no organization, one person may serve several.
    """
    email = command.email.strip().lower()
    if email.count("@") != 1 or email.startswith("@") or email.endswith("@") or " " in email:
        raise EmailInvalid
    if not command.name.strip():
        raise NameMissing
    if len(command.password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooShort(length_min=PASSWORD_LENGTH_MIN)
    if command.language not in LANGUAGES:
        raise LanguageUnknown(language=command.language[:8])

    user = User(id=command.id, email=email, name=command.name.strip(), language=command.language)
    user.set_password(command.password)
    with transaction.atomic(durable=True):
        if User.objects.filter(pk=command.id, email=email).exists():
            return False
        # Two at the same time: the database decides, and the loser learns that the address is taken.
        User.objects.bulk_create([user], ignore_conflicts=True)
        if not User.objects.filter(pk=command.id).exists():
            raise EmailTaken
    return True


@operation
def add_membership(command: AddMembership) -> bool:
    """Give a user a role in the organization. Answers whether it is new."""
    if not User.objects.filter(pk=command.user).exists():
        raise UserUnknown(user=str(command.user))
    membership, created = Membership.objects.get_or_create(
        organization_id=command.organization,
        user_id=command.user,
        defaults={"id": command.id, "role": command.role},
    )
    if not created:
        if membership.role != command.role:
            raise MemberAlready(role=membership.role)
        return False

    audit.record("identity.membership_added", person=command.person, subject=str(command.user), role=command.role)
    emit("identity.membership_added", command.id)
    return True


@operation
def add_employee(command: AddEmployee) -> bool:
    """Add somebody who works at tills. Answers whether it is new.

    Tills learn cashiers from the catalogue's settings: the caller publishes them (`catalog.publish_settings`).
    """
    if Employee.objects.filter(pk=command.id).exists():
        return False
    if not command.name.strip():
        raise NameMissing
    if command.user is not None and not User.objects.filter(pk=command.user).exists():
        raise UserUnknown(user=str(command.user))

    Employee.objects.create(
        organization_id=command.organization,
        id=command.id,
        name=command.name.strip(),
        color=command.color,
        user_id=command.user,
    )
    audit.record("identity.employee_added", person=command.person, subject=str(command.id))
    emit("identity.employee_added", command.id)
    return True


@operation
def edit_employee(command: EditEmployee) -> None:
    """Change how somebody is shown, or end or resume their work at tills. Old entries keep naming them.

    The caller publishes the settings, as with a new employee.
    """
    employees = Employee.objects.filter(organization_id=command.organization, id=command.id)
    if employees.select_for_update(of=("self",)).first() is None:
        raise EmployeeUnknown(employee=str(command.id))
    if not command.name.strip():
        raise NameMissing
    employees.update(name=command.name.strip(), color=command.color, is_active=command.is_active)
    audit.record(
        "identity.employee_edited", person=command.person, subject=str(command.id), is_active=int(command.is_active)
    )
    emit("identity.employee_edited", command.id)
