"""One register and its receipts, one after the other: what the next receipt says, and what must come before it.

The order of the law (RKSV § 6, § 8, § 17): the start receipt first, signed; a receipt while the device is out says so;
when the device is back a receipt over zero comes first, signed, and holds what was sold without it ("Sammelbeleg").
Month and year receipts are receipts over zero, too; who asks for them knows the calendar.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from comptoir_at.machine_code import (
    CANCELLATION,
    NOTHING,
    TRAINING,
    Amounts,
    Payload,
    chain_value,
    signed,
    signing_input,
    unsigned,
)
from comptoir_at.turnover import encrypt_turnover

COUNTER_BYTES: Final = 8
CLOSED_SYSTEM: Final = "AT0"


class ReceiptKind(StrEnum):
    START = "start"
    STANDARD = "standard"
    CANCELLATION = "cancellation"
    TRAINING = "training"
    ZERO = "zero"


class OutOfOrder(ValueError):
    """The law wants another receipt first."""


class DeviceFailed(Exception):
    """The device did not sign: out, pulled, or too slow."""


class SigningDevice(Protocol):
    """A certified card, a remote service, or (demonstration only) a key in software."""

    @property
    def trust_center(self) -> str:
        """`AT1` and the like for a qualified certificate; `AT0` in a closed system."""

    @property
    def key_id(self) -> str:
        """The certificate's serial number in hexadecimal digits; in a closed system company and key."""

    def sign(self, message: bytes) -> bytes:
        """ES256 over the message: r‖s, 64 bytes. Raises `DeviceFailed`."""


@dataclass(frozen=True, slots=True)
class RegisterState:
    """What a register must remember. `turnover` counts cents; `last_jws` is empty before the start receipt.

    `is_out`: the last receipt had no signature, so a receipt over zero is owed as soon as the device is back.
    """

    register: str
    turnover: int = 0
    last_jws: str = ""
    is_out: bool = False

    @property
    def is_started(self) -> bool:
        return self.last_jws != ""


@dataclass(frozen=True, slots=True)
class Draft:
    receipt: str
    local_time: str
    kind: ReceiptKind
    amounts: Amounts = NOTHING


@dataclass(frozen=True, slots=True)
class Issued:
    jws: str
    state: RegisterState


@dataclass(frozen=True, slots=True)
class Register:
    """What stays the same from receipt to receipt."""

    key: bytes
    counter_bytes: int = COUNTER_BYTES

    def issue(
        self, state: RegisterState, draft: Draft, device: SigningDevice, *, is_device_out: bool = False
    ) -> Issued:
        """The receipt, and the register after it. `is_device_out`: it is known to be out and is not asked."""
        turnover = state.turnover if draft.kind is ReceiptKind.TRAINING else state.turnover + draft.amounts.total
        payload = Payload(
            trust_center=device.trust_center,
            register=state.register,
            receipt=draft.receipt,
            local_time=draft.local_time,
            amounts=draft.amounts,
            turnover=self._marked(state, draft, turnover),
            key_id=device.key_id,
            chain_value=chain_value(state.last_jws or state.register),
        )
        jws = self._sealed(state, draft, payload, None if is_device_out else device)
        is_out = jws == unsigned(payload)
        return Issued(jws, replace(state, turnover=turnover, last_jws=jws, is_out=is_out))

    def _marked(self, state: RegisterState, draft: Draft, turnover: int) -> bytes:
        match draft.kind:
            case ReceiptKind.TRAINING:
                return TRAINING
            case ReceiptKind.CANCELLATION:
                return CANCELLATION
            case ReceiptKind.START | ReceiptKind.STANDARD | ReceiptKind.ZERO:
                return encrypt_turnover(
                    self.key, state.register, draft.receipt, turnover, counter_bytes=self.counter_bytes
                )

    def _sealed(self, state: RegisterState, draft: Draft, payload: Payload, device: SigningDevice | None) -> str:
        _check_order(state, draft)
        if device is None:
            return _without_device(state, payload)
        if state.is_out and draft.kind is not ReceiptKind.ZERO:
            raise OutOfOrder("the device is back: a receipt over zero comes first")
        try:
            return signed(payload, device.sign(signing_input(payload).encode()))
        except DeviceFailed:
            return _without_device(state, payload)


def _check_order(state: RegisterState, draft: Draft) -> None:
    if state.is_started == (draft.kind is ReceiptKind.START):
        raise OutOfOrder("a register has one start receipt, and it is the first")
    if draft.kind in (ReceiptKind.START, ReceiptKind.ZERO) and not draft.amounts.is_zero:
        raise OutOfOrder("a start or zero receipt turns nothing over")
    for name in (state.register, draft.receipt):
        if not name or "_" in name:
            raise OutOfOrder("a name is not empty and has no underscore")


def _without_device(state: RegisterState, payload: Payload) -> str:
    if not state.is_started:
        raise OutOfOrder("a register begins with a device that signs")
    return unsigned(payload)
