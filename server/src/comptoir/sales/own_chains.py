"""Quarantined entries of a chain that a till began by itself, and the first of them, which says whose it is."""

from uuid import UUID

import msgspec

from comptoir.journal import EntryTooDeep, EntryTooLarge, EntryUnreadable, parse_envelope
from comptoir.sales.bodies import BodyNotUnderstood, decode_body
from comptoir.sales.entries import Code
from comptoir.sales.models import Quarantine
from comptoir.tills.public import OwnChain, is_vouched


class _Started(msgspec.Struct, frozen=True):
    event: str = ""
    previous_chain: UUID | None = None
    public_key: str = ""
    vouched: str = ""


_STARTED = msgspec.json.Decoder(_Started)


def own_chain_of(organization: UUID, till: UUID, chain: UUID) -> OwnChain | None:
    """What the first entry of a chain says that this till began by itself, if a key of the till vouched for it.

    Of several that claim to be the first, the one that is vouched for.
    """
    firsts = Quarantine.objects.filter(
        organization_id=organization, till_id=till, chain=chain, sequence=1, code=Code.UNKNOWN_CHAIN
    )
    for content in firsts.values_list("content", flat=True):
        own = _said(till, chain, bytes(content))
        if own is not None and is_vouched(own):
            return own
    return None


def _said(till: UUID, chain: UUID, content: bytes) -> OwnChain | None:
    try:
        started = decode_body(_STARTED, parse_envelope(content).body)
    except (BodyNotUnderstood, EntryTooDeep, EntryTooLarge, EntryUnreadable):
        return None
    if started.event != "chain_started" or started.previous_chain is None:
        return None
    return OwnChain(till, chain, started.previous_chain, started.public_key, started.vouched)
