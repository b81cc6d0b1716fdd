"""Roles, who has them where, and what the shop decides about its people."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import override

from comptoir.catalog.public import settings_changed
from comptoir.identity.public import Role as OfficeRole
from comptoir.identity.public import cashiers, office_roles
from comptoir.kernel import currency_exponent, new_uuid7
from comptoir.platform import audit
from comptoir.platform.inherited import (
    EVERYWHERE,
    LOCK_AFTER_S_MAX,
    SIGN_IN_NOTE_MAX,
    Own,
    effective,
    put_values,
)
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import operation
from comptoir.staff.commands import ClearPost, DecideNewRights, RemoveRole, SaveRole, SetPolicy, SetPost, SetUpRoles
from comptoir.staff.errors import (
    EmployeeUnknown,
    LimitInvalid,
    PinLengthFixed,
    PlaceUnknown,
    PolicyInvalid,
    RoleInUse,
    RoleNameMissing,
    RoleNameTaken,
    RoleUnknown,
)
from comptoir.staff.models import Post, Role, Secret
from comptoir.staff.operations.policy import lock_policy
from comptoir.staff.operations.versions import note_post, note_role
from comptoir.staff.presets import presets
from comptoir.staff.proposals import undecided
from comptoir.staff.rights import LIMIT_MAX, MEASURES, Right
from comptoir.tills.public import till_exists

PIN_LENGTHS = range(4, 9)
# What a shop begins with: below five euros (francs, pounds), nobody is asked why a count is off.
DIFFERENCE_UNITS = 5


@operation
def set_up_roles(command: SetUpRoles) -> bool:
    """Make the preset roles of a trade and give everybody one. Answers whether it did: with roles there, it does not.

    Their names are in the organization's language, for everybody who works there reads them.
    Who owns or manages the shop in the back office does so at the till; everybody else begins as a cashier.
    """
    if Role.objects.filter(organization_id=command.organization).exists():
        return False
    organization = organization_view()
    made: dict[str, UUID] = {}
    with override(organization.locale[:2]):
        for place, preset in enumerate(presets(command.trade, organization.currency)):
            made[preset.key] = new_uuid7()
            Role.objects.create(
                organization_id=command.organization,
                id=made[preset.key],
                name=str(preset.name),
                position=place,
                rights=_stored(preset.rights),
                decided=_all_rights(),
            )
    offices = office_roles()
    for cashier in cashiers():
        _put_post(command.organization, cashier.id, None, None, made[_preset_of(offices.get(cashier.id))])
    lock_policy(command.organization)
    if effective()["difference_limit"].level is None:
        limit = DIFFERENCE_UNITS * 10 ** currency_exponent(organization.currency)
        put_values(EVERYWHERE, {"difference_limit": Own(limit)})
    audit.record("staff.roles_set_up", person=command.person, subject=str(command.organization), trade=command.trade)
    position = settings_changed()
    for role in Role.objects.filter(organization_id=command.organization):
        note_role(command.organization, role.id, role.rights, position=position)
    for post in Post.objects.filter(organization_id=command.organization):
        note_post(
            command.organization, post.employee_id, store=post.store_id, till=post.till_id, role=post.role_id,
            position=position,
        )  # fmt: skip
    return True


@operation
def save_role(command: SaveRole) -> bool:
    """Make or change a role. Answers whether it is new; tills decide by it as soon as they hear of it."""
    name = command.name.strip()
    if not name:
        raise RoleNameMissing
    _check_limits(command.rights)
    roles = Role.objects.filter(organization_id=command.organization)
    if roles.filter(name=name).exclude(id=command.id).exists():
        raise RoleNameTaken(name=name)
    _, created = Role.objects.update_or_create(
        organization_id=command.organization,
        id=command.id,
        defaults={"name": name, "rights": _stored(command.rights), "decided": _all_rights()},
        create_defaults={
            "name": name,
            "rights": _stored(command.rights),
            "decided": _all_rights(),
            "position": roles.count(),
        },
    )
    audit.record("staff.role_saved", person=command.person, subject=str(command.id), name=name)
    note_role(command.organization, command.id, _stored(command.rights), position=settings_changed())
    return created


@operation
def decide_new_rights(command: DecideNewRights) -> int:
    """Give each role what was chosen of the rights that came after it. Answers how many roles learned something.

    What was decided before stays as it is, whatever is said of it here: a page that was open for long takes nothing
    back. A repeat finds nothing to decide.
    """
    for chosen in command.rights.values():
        _check_limits(chosen)
    wanted = Role.objects.filter(organization_id=command.organization, id__in=command.rights.keys())
    asked = [role for role in wanted.select_for_update(of=("self",)).order_by("id") if undecided(role.decided)]
    if not asked:
        return 0

    position = settings_changed()
    for role in asked:
        new = undecided(role.decided)
        chosen = {right: limit for right, limit in command.rights[role.id].items() if right in new}
        role.rights = {**role.rights, **_stored(chosen)}
        role.decided = sorted({*role.decided, *(right.value for right in new)})
        role.save()
        audit.record("staff.rights_decided", person=command.person, subject=str(role.id), rights=",".join(new))
        note_role(command.organization, role.id, role.rights, position=position)
    return len(asked)


@operation
def remove_role(command: RemoveRole) -> None:
    """Remove a role that nobody has. Old entries name people, never roles: nothing loses its meaning."""
    role = Role.objects.filter(organization_id=command.organization, id=command.id)
    if not role.exists():
        raise RoleUnknown(role=str(command.id))
    if Post.objects.filter(organization_id=command.organization, role_id=command.id).exists():
        raise RoleInUse
    role.delete()
    audit.record("staff.role_removed", person=command.person, subject=str(command.id))
    note_role(command.organization, command.id, None, position=settings_changed())


@operation
def set_post(command: SetPost) -> None:
    """Give somebody a role, everywhere or at one place."""
    _check_employee(command.employee)
    _check_place(command.store, command.till)
    if (
        command.role is not None
        and not Role.objects.filter(organization_id=command.organization, id=command.role).exists()
    ):
        raise RoleUnknown(role=str(command.role))
    _put_post(command.organization, command.employee, command.store, command.till, command.role)
    audit.record(
        "staff.post_set",
        person=command.person,
        subject=str(command.employee),
        role=str(command.role or ""),
        place=str(command.till or command.store or ""),
    )
    note_post(
        command.organization,
        command.employee,
        store=command.store,
        till=command.till,
        role=command.role,
        position=settings_changed(),
    )


@operation
def clear_post(command: ClearPost) -> None:
    """Forget what was decided for one place."""
    _check_employee(command.employee)
    _posts_at(command.organization, command.employee, command.store, command.till).delete()
    audit.record("staff.post_cleared", person=command.person, subject=str(command.employee))
    note_post(
        command.organization,
        command.employee,
        store=command.store,
        till=command.till,
        is_cleared=True,
        position=settings_changed(),
    )


@operation
def set_policy(command: SetPolicy) -> None:
    """Decide how long a PIN is, when a till locks itself, and from which difference on a count needs a reason."""
    if command.pin_length not in PIN_LENGTHS or not 0 <= command.lock_after_s <= LOCK_AFTER_S_MAX:
        raise PolicyInvalid
    if command.difference_limit is not None and command.difference_limit < 0:
        raise PolicyInvalid
    policy = lock_policy(command.organization)
    pins = Secret.objects.filter(organization_id=command.organization, kind=Secret.Kind.PIN)
    if command.pin_length != policy.pin_length and pins.exists():
        raise PinLengthFixed
    policy.pin_length = command.pin_length
    policy.save()
    put_values(
        EVERYWHERE,
        {
            "lock_after_s": Own(command.lock_after_s),
            "difference_limit": Own(command.difference_limit),
            "sign_in_note": Own(command.sign_in_note.strip()[:SIGN_IN_NOTE_MAX]),
        },
    )
    audit.record(
        "staff.policy_set",
        person=command.person,
        subject=str(command.organization),
        lock_after_s=command.lock_after_s,
        difference_limit=-1 if command.difference_limit is None else command.difference_limit,
    )
    settings_changed()


def _preset_of(office: OfficeRole | None) -> str:
    return office.value if office in (OfficeRole.OWNER, OfficeRole.MANAGER) else "cashier"


def _put_post(organization: UUID, employee: UUID, store: UUID | None, till: UUID | None, role: UUID | None) -> None:
    """Make the post or change it; two at once agree on one row."""
    post = Post(organization_id=organization, employee_id=employee, store_id=store, till_id=till, role_id=role)
    Post.objects.bulk_create([post], ignore_conflicts=True)
    _posts_at(organization, employee, store, till).update(role_id=role)


def _posts_at(organization: UUID, employee: UUID, store: UUID | None, till: UUID | None) -> QuerySet[Post]:
    posts = Post.objects.filter(organization_id=organization, employee_id=employee)
    posts = posts.filter(store__isnull=True) if store is None else posts.filter(store_id=store)
    return posts.filter(till__isnull=True) if till is None else posts.filter(till_id=till)


def _check_limits(rights: Mapping[Right, int]) -> None:
    for right, limit in rights.items():
        if not 0 <= limit <= LIMIT_MAX[MEASURES[right]]:
            raise LimitInvalid(right=right)


def _all_rights() -> list[str]:
    return sorted(right.value for right in Right)


def _stored(rights: Mapping[Right, int]) -> dict[str, int]:
    return {str(right): limit for right, limit in rights.items() if limit}


def _check_employee(employee: UUID) -> None:
    if not any(cashier.id == employee for cashier in cashiers()):
        raise EmployeeUnknown(employee=str(employee))


def _check_place(store: UUID | None, till: UUID | None) -> None:
    if store is not None and not any(known.id == store for known in stores()):
        raise PlaceUnknown(place=str(store))
    if till is not None and not till_exists(till):
        raise PlaceUnknown(place=str(till))
