"""Tokens on a chain that came to a shop's addresses: seen, counted once they are deep enough, gone with their block.

A payment is known by its address and its last digits, which its code made of its identifier. Whatever the chain says is
worked out anew from all transfers that it has now: a block that goes takes its money with it.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from comptoir.payments.chain_node import Node, Seen
from comptoir.payments.code_payments import CHANGED, OPEN, note
from comptoir.payments.models import ChainTransfer, ChainWatch, CodeAccount, CodePayment
from comptoir.payments.providers.contract import Lost, NotSent
from comptoir.platform.rounds import organizations_of
from comptoir.platform.tenancy import operation, reading

log = logging.getLogger(__name__)

# Of each look: no more blocks than a public node answers for, and back behind what a chain may think again.
BLOCKS_MAX = 2_000
BACK_MIN = 64
# A code that is older is no code any more: what comes then is for a person.
KNOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Watched:
    """An account and where its chain is asked."""

    account: UUID
    facts: Mapping[str, str]
    block: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTransfers:
    """What the chain has between two blocks, as of `head`. With `trouble` nothing is known."""

    organization: UUID
    account: UUID
    now: datetime
    first: int = 0
    last: int = 0
    head: int = 0
    seen: tuple[Seen, ...] = ()
    trouble: str = ""


def watch_due(now: datetime) -> int:
    """Look at every chain that some account waits for; answers 0: there is no more to do at once."""
    for organization in organizations_of("payments_chain_organizations"):
        watch(organization, now)
    return 0


def watch(organization: UUID, now: datetime) -> None:
    """One look for each account of an organization."""
    with reading(organization):
        watched = _watched(organization)
    for one in watched:
        nothing = TakeTransfers(organization=organization, account=one.account, now=now)
        try:
            found = _look(one, nothing)
        except (NotSent, Lost) as away:
            found = replace(nothing, trouble=away.code if isinstance(away, NotSent) else "no_answer")
        take_transfers(found)


@operation
def take_transfers(command: TakeTransfers) -> None:
    """Keep what is new, let go of what the chain let go of, and say of each payment how it stands now."""
    known = ChainWatch.objects.filter(organization_id=command.organization, account_id=command.account)
    row = known.select_for_update(of=("self",)).first()
    is_new = row is None
    row = row or ChainWatch(organization_id=command.organization, account_id=command.account, block=command.first)
    row.looked_at, row.trouble = command.now, command.trouble[:40]
    if not command.trouble:
        row.block = max(command.last, 0)
    row.save(force_insert=is_new)
    account = CodeAccount.objects.filter(organization_id=command.organization, pk=command.account).first()
    if account is None or command.trouble:
        return
    touched = _forget(command) | _keep(command)
    waiting = CodePayment.objects.filter(organization_id=command.organization, account=account, trouble="confirming")
    touched |= set(waiting.values_list("id", flat=True))
    for payment in sorted(touched):
        judge(command, account.facts, payment)


def chain_words(organization: UUID) -> dict[UUID, tuple[datetime, str]]:
    """When each account's chain was last looked at, and what was wrong; inside a reading."""
    rows = ChainWatch.objects.filter(organization_id=organization)
    return {row.account_id: (row.looked_at, row.trouble) for row in rows}


def strangers(organization: UUID) -> list[ChainTransfer]:
    """Transfers to the shop's addresses that no payment fits, newest first; inside a reading."""
    rows = ChainTransfer.objects.filter(organization_id=organization, payment__isnull=True, is_gone=False)
    rows = rows.filter(returned_at__isnull=True)
    return list(rows.order_by("-at")[:50])


def _watched(organization: UUID) -> list[Watched]:
    blocks = dict(ChainWatch.objects.filter(organization_id=organization).values_list("account_id", "block"))
    rows = CodeAccount.objects.filter(organization_id=organization, scheme="evm")
    return [Watched(row.pk, row.facts, blocks.get(row.pk)) for row in rows]


def _look(one: Watched, nothing: TakeTransfers) -> TakeTransfers:
    chain, depth = int(one.facts["chain"]), int(one.facts["confirmations"])
    address = settings.CHAIN_NODES.get(chain)
    if address is None:
        raise NotSent("node_missing")
    node = Node(address)
    if node.chain() != chain:
        raise NotSent("wrong_chain")
    head = node.head()
    back = max(BACK_MIN, 2 * depth)
    first = max(0, (head if one.block is None else min(one.block, head)) - back)
    last = min(head, first + BLOCKS_MAX)
    seen = node.transfers(one.facts["contract"], one.facts["addresses"].split(), first, last)
    return replace(nothing, first=first, last=last, head=head, seen=tuple(seen))


def _forget(command: TakeTransfers) -> set[UUID]:
    """Those that the chain does not have any more; answers whose they were."""
    rows = ChainTransfer.objects.filter(
        organization_id=command.organization, account_id=command.account, block__gte=command.first, is_gone=False
    )
    there = {(one.block_hash, one.log_index) for one in command.seen}
    # A shorter chain than before has nothing behind its head.
    gone = [row for row in rows if row.block <= command.last or row.block > command.head]
    gone = [row for row in gone if (row.block_hash, row.log_index) not in there]
    for row in gone:
        row.is_gone = True
        row.save(update_fields=["is_gone"])
    return {row.payment for row in gone if row.payment is not None}


def _keep(command: TakeTransfers) -> set[UUID]:
    """What is there and was not; answers whose all of them are."""
    known = {
        (row.block_hash, row.log_index): row
        for row in ChainTransfer.objects.filter(
            organization_id=command.organization, account_id=command.account,
            block_hash__in=[one.block_hash for one in command.seen],
        )
    }  # fmt: skip
    mine = CodePayment.objects.filter(
        organization_id=command.organization, account_id=command.account, made_at__gt=command.now - KNOWN_FOR
    ).exclude(units="")
    payments = list(mine.order_by("made_at"))
    touched: set[UUID] = set()
    for one in command.seen:
        row = known.get((one.block_hash, one.log_index))
        if row is None:
            row = ChainTransfer.objects.create(
                organization_id=command.organization, account_id=command.account, block_hash=one.block_hash,
                log_index=one.log_index, block=one.block, transaction=one.transaction, sender=one.sender,
                receiver=one.receiver, units=hex(one.units), at=one.at, payment=_whose(payments, one),
            )  # fmt: skip
        elif row.is_gone:
            row.is_gone = False
            row.save(update_fields=["is_gone"])
        if row.payment is not None:
            touched.add(row.payment)
    return touched


def _whose(payments: Sequence[CodePayment], seen: Seen) -> UUID | None:
    """The payment with exactly these units; else with these last digits; else the only one that waits there."""
    there = [one for one in payments if one.receiver == seen.receiver and one.made_at <= seen.at + timedelta(minutes=5)]
    same = [one for one in there if int(one.units, 16) == seen.units]
    tail = [one for one in there if int(one.units, 16) % 1_000 == seen.units % 1_000]
    waiting = [one for one in there if one.state in OPEN]
    for found in (same, tail, waiting):
        if len(found) == 1:
            return found[0].id
    # Of several alike the one that still waits.
    open_ones = [one for one in same if one.state in OPEN]
    return open_ones[0].id if len(open_ones) == 1 else None


def judge(command: TakeTransfers, facts: Mapping[str, str], payment: UUID) -> None:
    """Say how a payment stands by all that came for it; inside an operation."""
    rows = CodePayment.objects.filter(organization_id=command.organization, id=payment)
    known = rows.select_for_update(of=("self",)).first()
    if known is None:
        return
    transfers = ChainTransfer.objects.filter(
        organization_id=command.organization, payment=payment, account_id=command.account, is_gone=False
    ).order_by("block", "log_index")
    before = (known.state, known.confirmation, known.trouble, known.received)
    _stand(known, list(transfers), command.head, facts)
    if (known.state, known.confirmation, known.trouble, known.received) == before:
        return
    if known.trouble not in ("", "confirming"):
        known.seen_at = None
    known.save(update_fields=CHANGED)
    note(known, at=command.now, source="chain")


def _stand(known: CodePayment, transfers: list[ChainTransfer], head: int, facts: Mapping[str, str]) -> None:
    """What all transfers together make of a payment. A person's word stays a person's."""
    depth, wanted = int(facts["confirmations"]), int(known.units, 16)
    deep = [one for one in transfers if head - one.block + 1 >= depth]
    units, all_units = _sum(deep), _sum(transfers)
    is_chains = known.confirmation != "person"
    known.received = known.amount * units // wanted if is_chains or units else known.received
    if units >= wanted:
        end = known.made_at + timedelta(minutes=int(facts["minutes"]))
        was_given_up = known.state not in (*OPEN, "approved")
        is_late = was_given_up or known.trouble == "late" or _paid_at(deep, wanted) > end
        known.state = "approved"
        known.confirmation = "chain" if is_chains else known.confirmation
        known.trouble = _too_much(units, wanted) or ("late" if is_late else "")
    elif known.confirmation == "chain":
        # It was deep enough, and the chain thought again all the same.
        known.state, known.confirmation, known.trouble = "unknown", "", "reorganized"
    elif not is_chains:
        return
    elif known.state not in OPEN:
        # Nobody waits for the rest; yet money is there that somebody must know of.
        known.trouble = "short" if units else ""
    elif all_units > units:
        known.trouble = "confirming"
    elif units:
        known.state, known.trouble = "unknown", "short"
    elif known.trouble in ("confirming", "short"):
        known.trouble = "reorganized"


def _too_much(units: int, wanted: int) -> str:
    if units >= 2 * wanted:
        return "double"
    return "over" if units > wanted else ""


def _paid_at(transfers: Iterable[ChainTransfer], wanted: int) -> datetime:
    """When the last one that was needed came."""
    so_far = 0
    for one in transfers:
        so_far += int(one.units, 16)
        if so_far >= wanted:
            return one.at
    raise AssertionError("there was enough")


def _sum(transfers: Iterable[ChainTransfer]) -> int:
    return sum(int(one.units, 16) for one in transfers)
