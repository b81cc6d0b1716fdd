"""Taking a second step away by whoever runs the server: of somebody who works in several shops no owner alone may."""

from dataclasses import dataclass

from comptoir.identity.commands import FactorEvent, NotePasskey, NoteSecondFactor
from comptoir.identity.models import Passkey, User
from comptoir.identity.operations import note_passkey, note_second_factor
from comptoir.identity.public import memberships_of
from comptoir.identity.second_factor import has_second_factor, remove_second_factor
from comptoir.platform.tenancy import as_one


@dataclass(frozen=True, slots=True)
class Reset:
    """What was taken away, and in how many shops' events it stands."""

    name: str
    had_code: bool
    passkeys: int
    shops: int


def reset(email: str, *, with_passkeys: bool) -> Reset | None:
    """Let somebody enter by the password alone; null when nobody has this address.

    Each shop's events say it first, so that nothing goes without a word: after a crash the command is given again.
    """
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        return None
    shops = [member.organization for member in memberships_of(person.pk)]
    had_code = has_second_factor(person.pk)
    labels = list(Passkey.objects.filter(user_id=person.pk).values_list("label", flat=True)) if with_passkeys else []
    if not had_code and not labels:
        return Reset(person.name, had_code=False, passkeys=0, shops=0)
    for organization in shops:
        with as_one(organization):
            if had_code:
                note_second_factor(
                    NoteSecondFactor(
                        organization=organization, person=None, event=FactorEvent.REMOVED, subject=person.pk
                    )
                )
            for label in labels:
                note_passkey(
                    NotePasskey(organization=organization, person=None, label=label, is_removed=True, subject=person.pk)
                )
    if had_code:
        remove_second_factor(person.pk)
    if labels:
        Passkey.objects.filter(user_id=person.pk).delete()
    return Reset(person.name, had_code=had_code, passkeys=len(labels), shops=len(shops))
