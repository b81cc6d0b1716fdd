"""Everything of a till that waits in quarantine, adopted in one go."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import InterfaceError, OperationalError, models

from comptoir.kernel import DomainError
from comptoir.platform.tenancy import reading
from comptoir.sales.commands import AdoptEntry, AdoptWaiting
from comptoir.sales.entries import Code
from comptoir.sales.errors import AdoptionFailed
from comptoir.sales.models import Quarantine
from comptoir.sales.operations import adopt_entry

log = logging.getLogger(__name__)

# What can be genuine at all. Of the others nobody can prove whose they are.
ADOPTABLE = (Code.REVOKED, Code.UNKNOWN_CHAIN, Code.GAP, Code.FORK)


@dataclass(frozen=True, slots=True)
class Left:
    """An entry that stays in quarantine, and why."""

    quarantine: UUID
    refusal: DomainError


@dataclass(frozen=True, slots=True)
class AdoptedPart:
    """What became of one part. `last` is the entry that was tried last; `waiting_count` are those behind it."""

    adopted_count: int
    left: tuple[Left, ...]
    last: UUID | None
    waiting_count: int


def adopt_waiting(command: AdoptWaiting) -> AdoptedPart:
    """Adopt what waits, in the order of its chain, for as long as the command allows.

    Each entry has a transaction of its own and is judged as if it were adopted alone: what cannot be adopted is named
    and holds up nothing. Cut off in the middle, all that was adopted counts; a repeat begins with what is still open.
    """
    began = time.monotonic()
    adopted, left, last = 0, [], command.after
    for quarantine in _next_ones(command):
        try:
            adopt_entry(
                AdoptEntry(
                    organization=command.organization,
                    quarantine=quarantine,
                    person=command.person,
                    now=command.now,
                    note=command.note,
                )
            )
            adopted += 1
        except DomainError as refusal:
            left.append(Left(quarantine, refusal))
        except (InterfaceError, OperationalError):
            raise
        except Exception:  # of this entry alone, as in the ledger: those behind it must not wait for our fault
            log.exception("quarantined entry %s could not be adopted", quarantine)
            left.append(Left(quarantine, AdoptionFailed(quarantine=str(quarantine))))
        last = quarantine
        if time.monotonic() - began >= command.seconds_max:
            break
    with reading(command.organization):
        return AdoptedPart(adopted, tuple(left), last, _waiting(command, last).count())


def _next_ones(command: AdoptWaiting) -> Iterable[UUID]:
    with reading(command.organization):
        ordered = _waiting(command, command.after).order_by("chain", "sequence", "id")
        return list(ordered.values_list("id", flat=True)[: command.count_max])


def _waiting(command: AdoptWaiting, after: UUID | None) -> models.QuerySet[Quarantine]:
    """Open entries for these reasons, behind the one that was tried last."""
    waiting = Quarantine.objects.filter(
        organization_id=command.organization,
        till_id=command.till,
        state=Quarantine.State.OPEN,
        code__in=command.codes & frozenset(ADOPTABLE),
        chain__isnull=False,
        sequence__isnull=False,
    )
    if after is None:
        return waiting
    tried = Quarantine.objects.filter(organization_id=command.organization, till_id=command.till, id=after).first()
    if tried is None:
        return waiting
    behind = models.Q(chain=tried.chain, sequence=tried.sequence, id__gt=tried.id)
    behind |= models.Q(chain=tried.chain, sequence__gt=tried.sequence) | models.Q(chain__gt=tried.chain)
    return waiting.filter(behind)
