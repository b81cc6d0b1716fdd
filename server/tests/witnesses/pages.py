"""A witness that nobody asks, for tests of doors."""

from uuid import UUID

from comptoir.journal.signed_note import COSIGNATURE, Verifier
from comptoir.kernel import new_uuid7
from comptoir.witnesses.public import AddWitness, add_witness

WITNESS_POSTS = {"witness-alarm-seen"}
KEY = str(Verifier("witness.accountant.example", COSIGNATURE, bytes(32)))


def silent_witness(organization: UUID) -> UUID:
    """Somebody who was named, at an address that nothing is sent to."""
    witness = new_uuid7()
    add_witness(AddWitness(organization=organization, person=None, id=witness, address="https://w.example", key=KEY))
    return witness


def of_witnesses(organization: UUID) -> dict[str, dict[str, object]]:
    """What the addresses of witnesses name."""
    return {"witness-remove": {"witness": silent_witness(organization)}, "witness-alarm-seen": {"alarm": new_uuid7()}}
