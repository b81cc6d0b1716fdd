"""What is signed, how it is signed, and the two forms in which it stands on the paper."""

from base64 import b32encode, b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from comptoir_at.categories import Column

SUITE: Final = "R1"
CHAIN_BYTES: Final = 8
# {"alg":"ES256"}: the one header that R1 knows (Detailspezifikation 6).
JWS_HEADER: Final = "eyJhbGciOiJFUzI1NiJ9"
DEVICE_FAILED: Final = "Sicherheitseinrichtung ausgefallen"
TRAINING: Final = b"TRA"
CANCELLATION: Final = b"STO"
FIELDS: Final = 12


@dataclass(frozen=True, slots=True)
class Amounts:
    """Turnover by column, in cents, taxes included."""

    normal: int = 0
    reduced_1: int = 0
    reduced_2: int = 0
    zero: int = 0
    special: int = 0

    @property
    def total(self) -> int:
        return self.normal + self.reduced_1 + self.reduced_2 + self.zero + self.special

    @property
    def is_zero(self) -> bool:
        return not any((self.normal, self.reduced_1, self.reduced_2, self.zero, self.special))

    @classmethod
    def by_column(cls, cents: dict[Column, int]) -> "Amounts":
        return cls(**{column.value: cents.get(column, 0) for column in Column})


NOTHING: Final = Amounts()


@dataclass(frozen=True, slots=True)
class Payload:
    """The twelve fields of Detailspezifikation 4, as they are signed."""

    trust_center: str
    register: str
    receipt: str
    local_time: str
    amounts: Amounts
    turnover: bytes
    key_id: str
    chain_value: bytes

    @property
    def is_training(self) -> bool:
        return self.turnover == TRAINING

    @property
    def is_cancellation(self) -> bool:
        return self.turnover == CANCELLATION

    def text(self) -> str:
        """Detailspezifikation 5: joined by underscores, one in front."""
        amounts = self.amounts
        return "_".join(
            (
                "",
                f"{SUITE}-{self.trust_center}",
                self.register,
                self.receipt,
                self.local_time,
                *map(decimal, (amounts.normal, amounts.reduced_1, amounts.reduced_2, amounts.zero, amounts.special)),
                b64encode(self.turnover).decode(),
                self.key_id,
                b64encode(self.chain_value).decode(),
            )
        )


class Malformed(ValueError):
    """This is no receipt of the cipher suite R1."""


def decimal(cents: int) -> str:
    """1234 is `12,34`: no thousands, always two places."""
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    return f"{sign}{euros},{rest:02d}"


def chain_value(previous: str) -> bytes:
    """Over the JWS of the receipt before; over the register's name in front of the first (Detailspezifikation 4)."""
    return sha256(previous.encode()).digest()[:CHAIN_BYTES]


def signing_input(payload: Payload) -> str:
    return f"{JWS_HEADER}.{unpadded(payload.text().encode())}"


def signed(payload: Payload, signature: bytes) -> str:
    """The JWS in its compact form: what the log of receipts keeps."""
    return f"{signing_input(payload)}.{unpadded(signature)}"


def unsigned(payload: Payload) -> str:
    """The JWS of a receipt made while no device could sign (RKSV § 17 (4))."""
    return signed(payload, DEVICE_FAILED.encode())


def is_unsigned(jws: str) -> bool:
    return jws.rpartition(".")[2] == unpadded(DEVICE_FAILED.encode())


def qr_text(jws: str) -> str:
    """The machine code of Detailspezifikation 12."""
    payload, signature = _parts(jws)
    return f"{payload}_{b64encode(signature).decode()}"


def ocr_text(jws: str) -> str:
    """The same for a reader of letters: Base32, which knows no small ones (Detailspezifikation 14)."""
    payload, signature = _parts(jws)
    fields = payload.split("_")
    for at in (10, 12):
        fields[at] = b32encode(b64decode(fields[at])).decode()
    return "_".join((*fields, b32encode(signature).decode()))


def read_payload(jws: str) -> Payload:
    """The fields of a receipt that we signed ourselves; `Malformed` for anything else."""
    text, _signature = _parts(jws)
    fields = text.split("_")
    if len(fields) != FIELDS + 1 or fields[0] or not fields[1].startswith(f"{SUITE}-"):
        raise Malformed(text)
    amounts = Amounts(*map(_cents, fields[5:10]))
    try:
        turnover, chain = b64decode(fields[10], validate=True), b64decode(fields[12], validate=True)
    except ValueError as error:
        raise Malformed(text) from error
    return Payload(
        trust_center=fields[1].removeprefix(f"{SUITE}-"),
        register=fields[2],
        receipt=fields[3],
        local_time=fields[4],
        amounts=amounts,
        turnover=turnover,
        key_id=fields[11],
        chain_value=chain,
    )


def unpadded(data: bytes) -> str:
    """Base64url without padding, as a JWS has it."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def from_unpadded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _parts(jws: str) -> tuple[str, bytes]:
    parts = jws.split(".")
    if len(parts) != 3 or parts[0] != JWS_HEADER:
        raise Malformed(jws)
    try:
        return from_unpadded(parts[1]).decode(), from_unpadded(parts[2])
    except ValueError as error:
        raise Malformed(jws) from error


def _cents(text: str) -> int:
    euros, comma, rest = text.partition(",")
    digits = euros.removeprefix("-") + rest
    if comma != "," or len(rest) != 2 or not (digits.isascii() and digits.isdecimal()) or euros in ("", "-"):
        raise Malformed(text)
    return -int(digits) if euros.startswith("-") else int(digits)
