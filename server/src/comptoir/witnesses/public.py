"""What doors may call about witnesses."""

from comptoir.witnesses.commands import AddWitness, RemoveWitness, SeeAlarm
from comptoir.witnesses.errors import AlarmUnknown
from comptoir.witnesses.operations import WITNESSES_MAX, add_witness, remove_witness, see_alarm
from comptoir.witnesses.queries import (
    AlarmView,
    WitnessView,
    alarms,
    cosigned_head,
    log_key,
    origin_of,
    prove_witnessed,
    witnesses,
)

__all__ = [
    "WITNESSES_MAX",
    "AddWitness",
    "AlarmUnknown",
    "AlarmView",
    "RemoveWitness",
    "SeeAlarm",
    "WitnessView",
    "add_witness",
    "alarms",
    "cosigned_head",
    "log_key",
    "origin_of",
    "prove_witnessed",
    "remove_witness",
    "see_alarm",
    "witnesses",
]
