"""Witnesses of the log and what they said, the check of the books, and the country's tables and send queue."""

import binascii
from base64 import b64decode

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.law import (
    CheckedBooks,
    DataPackFile,
    Law,
    LawChannel,
    LawTables,
    LogAlarm,
    LogWitness,
    LogWitnesses,
    NewWitness,
    Retried,
    RetryWish,
)
from comptoir.api.wishes import told, wish
from comptoir.fiscal.commands import CheckBooks
from comptoir.fiscal.errors import PackRefused
from comptoir.fiscal.public import (
    RetrySendings,
    TakePack,
    check_books,
    plugin_of,
    queue_states,
    retry_sendings,
    tables_in_force,
    take_pack,
)
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.public import organization_view, shop_day
from comptoir.witnesses.public import (
    AddWitness,
    RemoveWitness,
    SeeAlarm,
    add_witness,
    alarms,
    log_key,
    remove_witness,
    see_alarm,
    witnesses,
)

door = Door(tags=["Law and log"])
MANAGE = Permission.MANAGE_WITNESSES


@door.reads(
    "/log-witnesses", permission=Permission.SEE_AUDIT, answer=LogWitnesses,
    summary="Who cosigns the log, and what they said of it",
)  # fmt: skip
def get_log_witnesses(caller: Caller) -> LogWitnesses:
    return _all(caller)


@door.writes(
    "POST", "/log-witnesses", permission=MANAGE, answer=LogWitness, status=201,
    summary="Ask somebody outside to cosign the log",
)  # fmt: skip
def add_log_witness(caller: Caller, witness: NewWitness) -> LogWitness:
    key = witness.id or new_uuid7()
    add_witness(
        AddWitness(
            organization=caller.organization, person=caller.person, id=key, address=witness.address, key=witness.key
        )
    )
    found = next((one for one in witnesses() if one.id == key), None)
    if found is None:  # a repeat of one that was removed since
        raise Unknown
    return LogWitness.from_orm(found)


@door.writes("DELETE", "/log-witnesses/{witness}", permission=MANAGE, answer=LogWitnesses, summary="Ask it no more")
def remove_log_witness(caller: Caller, witness: Id) -> LogWitnesses:
    remove_witness(wish(RemoveWitness, caller, witness=witness))
    return _all(caller)


@door.writes(
    "POST", "/log-alarms/{alarm}/seen", permission=MANAGE, answer=LogWitnesses,
    summary="Somebody knows what a witness said; it stays in the list",
)  # fmt: skip
def see_log_alarm(caller: Caller, alarm: Id) -> LogWitnesses:
    see_alarm(wish(SeeAlarm, caller, alarm=alarm))
    return _all(caller)


@door.writes(
    "POST", "/books/check", permission=Permission.SEE_FISCAL, answer=CheckedBooks,
    summary="Follow every chain by its bytes; that it was done is noted",
)  # fmt: skip
def check_the_books(caller: Caller) -> CheckedBooks:
    return CheckedBooks.from_orm(check_books(wish(CheckBooks, caller)))


@door.reads("/law", permission=Permission.SEE_FISCAL, answer=Law, summary="The country's tables and send queue")
def get_law(caller: Caller) -> Law:
    return _law(caller)


@door.writes(
    "POST", "/law/packs", permission=Permission.MAKE_ARCHIVES, answer=Law,
    summary="Take newer tables of the law, signed; one that does not count here changes nothing",
)  # fmt: skip
def take_law_pack(caller: Caller, pack: DataPackFile) -> Law:
    try:
        content = b64decode(pack.content, validate=True)
    except binascii.Error:
        raise PackRefused(why="form") from None
    take_pack(TakePack(caller.organization, caller.person, content))
    return _law(caller)


@door.writes(
    "POST", "/law/retry", permission=Permission.SEE_FISCAL, answer=Retried,
    summary="Try what waits for an office again now",
)  # fmt: skip
def retry_law_messages(caller: Caller, retry: RetryWish) -> Retried:
    return Retried(waiting=retry_sendings(wish(RetrySendings, caller, retry)))


def _all(caller: Caller) -> LogWitnesses:
    return LogWitnesses(
        witnesses=told(LogWitness, witnesses()), alarms=told(LogAlarm, alarms()), log_key=log_key(caller.organization)
    )


def _law(caller: Caller) -> Law:
    plugin = plugin_of(organization_view().country)
    channels = [
        LawChannel(
            channel=one.channel, name=plugin.say(one.channel, "en") if plugin else one.channel, waiting=one.waiting,
            accepted=one.accepted, remarks=one.remarks, rejected=one.rejected, oldest=one.oldest, tries=one.tries,
            next_try=one.next_try, fault=plugin.fault(one.remark, "en") if plugin and one.remark else one.remark,
        )
        for one in queue_states()
    ]  # fmt: skip
    if plugin is None:
        return Law(plugin="", law="", tables=None, channels=channels)
    force = tables_in_force(plugin.name, shop_day(caller.now)) if plugin.mappings else None
    tables = None if force is None else LawTables.from_orm(force)
    return Law(plugin=plugin.name, law=plugin.law, tables=tables, channels=channels)
