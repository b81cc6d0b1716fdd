"""The key by which tills tell the server the key of their turnover counter, and nobody else.

A till makes that key itself, keeps it where no script can read it, and seals it for this one in its start receipt. The
private half lies in the database sealed by a key that lies beside it (`platform.secret_box`): a copy of the database
opens no counter.
"""

from base64 import b64decode, b64encode
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from comptoir.fiscal.public import StateFact, TellTills, fact, state_fact, tell_tills, till_documents
from comptoir.platform.secret_box import seal, unseal
from comptoir.platform.tenancy import reading

PLUGIN_NAME: Final = "at"
FACT: Final = "turnover_key_holder"
PURPOSE: Final = "fiscal.at.turnover_keys"
_OAEP = OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


class TurnoverKeyUnknown(LookupError):
    """This server cannot open what the till sealed: its secrets are those of another, or were lost."""


def begin(organization: UUID, person: UUID | None, company: str) -> None:
    """Let tills seal by the RKSV with a key in software, for demonstration. A repeat changes nothing but the name."""
    with reading(organization):
        held = fact(PLUGIN_NAME, FACT)
    if not isinstance(held, dict):
        made = _make(organization)
        state_fact(StateFact(organization, person, PLUGIN_NAME, "", FACT, made))
        held = made
    document = {"device": "software", "company_id": company_id(company), "turnover_key_for": str(held["public"])}
    tell_tills(TellTills(organization, person, PLUGIN_NAME, "", document))


def simulate(organization: UUID, person: UUID | None, is_out: bool) -> None:  # as the frame calls it
    """The demonstration's key fails, as a card does that is pulled, or works again. A real device is not asked."""
    with reading(organization):
        told = till_documents(PLUGIN_NAME).get("")
    if isinstance(told, dict) and told.get("device") == "software":
        tell_tills(TellTills(organization, person, PLUGIN_NAME, "", {"is_out": is_out}))


def company_id(number: str) -> str:
    """As the machine code names a company: `U:` a VAT number, `S:` a tax number of nine digits, `G:` a GLN."""
    plain = "".join(letter for letter in number.upper() if letter.isascii() and letter.isalnum())
    if plain.isdecimal() and len(plain) in (9, 13):
        return f"{'S' if len(plain) == 9 else 'G'}:{plain}"
    return f"U:{plain[:14]}"


def open_turnover_key(organization: UUID, sealed: str) -> bytes:
    """The key of a register's counter, from its start receipt; inside a reading."""
    held = fact(PLUGIN_NAME, FACT)
    if not isinstance(held, dict):
        raise TurnoverKeyUnknown
    private = unseal(b64decode(str(held["private"])), purpose=PURPOSE, owner=organization.bytes)
    if private is None:
        raise TurnoverKeyUnknown
    key = load_der_private_key(private, None)
    assert isinstance(key, RSAPrivateKey)
    try:
        return key.decrypt(b64decode(sealed), _OAEP)
    except ValueError as error:
        raise TurnoverKeyUnknown from error


def _make(organization: UUID) -> dict[str, str]:
    key = generate_private_key(public_exponent=65_537, key_size=2_048)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    sealed = seal(private, purpose=PURPOSE, owner=organization.bytes)
    return {"public": b64encode(public).decode(), "private": b64encode(sealed).decode()}
