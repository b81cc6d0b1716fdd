"""Every write of identity."""

import unicodedata
from uuid import UUID

from django.conf import settings
from django.db import transaction

from comptoir.identity.commands import (
    AddEmployee,
    AddMembership,
    CreateUser,
    EditEmployee,
    NoteAccount,
    NotePasskey,
    NoteSecondFactor,
    SetSignInPolicy,
    SuspectPasskey,
)
from comptoir.identity.errors import (
    EmailInvalid,
    EmailTaken,
    EmployeeUnknown,
    LanguageUnknown,
    MemberAlready,
    NameMissing,
    SignInNameInvalid,
    UserUnknown,
)
from comptoir.identity.models import Employee, Membership, SignInPolicy, User
from comptoir.identity.passwords import check_password
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, is_joint, operation

SIGN_IN_NAME_MIN, SIGN_IN_NAME_MAX = 2, 60


def sign_in_name(text: str) -> str:
    """What somebody signs in with: an e-mail address in lower case, or a name without accents, spaces as dots.

    A shop needs no address: whoever typed "Adèle Martin" at the beginning may type it so ever after.
    """
    text = text.strip().lower()
    if "@" in text:
        return text
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    kept = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return ".".join(kept.split())


def _checked_sign_in_name(text: str) -> str:
    name = sign_in_name(text)
    if "@" in name:
        if name.count("@") != 1 or name.startswith("@") or name.endswith("@") or " " in name:
            raise EmailInvalid
    elif not SIGN_IN_NAME_MIN <= len(name) <= SIGN_IN_NAME_MAX:
        raise SignInNameInvalid
    return name


def create_user(command: CreateUser) -> bool:
    """Create a person who can sign in. Answers whether it is new.

    Not an `@operation`: users belong to no organization, one person may serve several.
    """
    email = _checked_sign_in_name(command.email)
    if not command.name.strip():
        raise NameMissing
    check_password(command.password, of=(command.name, email))
    if command.language not in dict(settings.LANGUAGES):
        raise LanguageUnknown(language=command.language[:8])

    user = User(id=command.id, email=email, name=command.name.strip(), language=command.language)
    user.set_password(command.password)
    with transaction.atomic(durable=not is_joint()):
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
def note_passkey(command: NotePasskey) -> None:
    """Say in the organization's events that somebody has a key more or less; keys themselves belong to no organization.

    Carried out as one act with what adds or removes the key.
    """
    action = "identity.passkey_removed" if command.is_removed else "identity.passkey_added"
    audit.record(action, person=command.person, subject=str(command.subject or command.person), name=command.label)


@operation
def suspect_passkey(command: SuspectPasskey) -> None:
    """Tell those who look after the shop: nobody did it, so the event names nobody."""
    audit.record("identity.passkey_suspected", person=None, subject=str(command.user), name=command.label)


@operation
def note_second_factor(command: NoteSecondFactor) -> None:
    """Say it in the organization's events; the secret itself belongs to no organization."""
    audit.record(f"identity.{command.event}", person=command.person, subject=str(command.subject or command.person))


@operation
def note_account(command: NoteAccount) -> None:
    """Say in the organization's events what happened to somebody's way in; the account belongs to no organization."""
    audit.record(
        f"identity.{command.event}", person=command.person, subject=str(command.subject or command.person),
        **{name: said for name, said in (("way", command.way), ("permission", command.permission)) if said},
    )  # fmt: skip


@operation
def set_sign_in_policy(command: SetSignInPolicy) -> None:
    """Choose the roles that need a second proof. It holds from the next page on, also for who is signed in now."""
    SignInPolicy.objects.update_or_create(
        organization_id=command.organization, defaults={"strict_roles": sorted(command.strict_roles)}
    )
    audit.record("identity.sign_in_policy_set", person=command.person, subject=str(command.organization))


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
    lock_employee(command.id)
    if not command.name.strip():
        raise NameMissing
    employees.update(name=command.name.strip(), color=command.color, is_active=command.is_active)
    audit.record(
        "identity.employee_edited", person=command.person, subject=str(command.id), is_active=int(command.is_active)
    )
    emit("identity.employee_edited", command.id)


def lock_employee(employee: UUID) -> None:
    """Somebody of the tills, whom nobody else changes until the transaction ends; refuses who is not there."""
    rows = Employee.objects.filter(organization_id=current_organization(), id=employee)
    if rows.select_for_update(of=("self",)).first() is None:
        raise EmployeeUnknown(employee=str(employee))
