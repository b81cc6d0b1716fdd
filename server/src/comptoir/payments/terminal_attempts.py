"""Attempts at providers' terminals, as the database holds them: each verb is one committed step (ADR 0038).

Between two steps the process may die. What stands then says what may have happened: without `left_at` no byte left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comptoir.kernel import CURRENCY_EXPONENTS
from comptoir.payments.errors import AttemptClosed, AttemptDiffers, AttemptInvalid, AttemptUnknown, TerminalUnknown
from comptoir.payments.models import CardAttempt, ProviderTerminal, TerminalAttempt
from comptoir.payments.providers.contract import ENDS_HOLD, HOLDING, OF_HOLD, Asked, Heard, Hint, Kind, Standing
from comptoir.payments.providers.drivers import driver_of, scans
from comptoir.platform.tenancy import current_organization, operation

# ISO 4217's numbers of the currencies that tills keep.
LETTERS = {
    978: "EUR", 756: "CHF", 826: "GBP", 840: "USD", 208: "DKK", 752: "SEK", 578: "NOK", 985: "PLN", 203: "CZK",
    348: "HUF", 946: "RON", 975: "BGN", 352: "ISK", 566: "NGN", 818: "EGP",
}  # fmt: skip
NUMBERS = {letters: number for number, letters in LETTERS.items()}
# Stands for a till where none is: a trial in the office.
OFFICE = UUID(int=0)
OPEN = (CardAttempt.State.PENDING, CardAttempt.State.UNKNOWN)
AMOUNT_MAX = 99_999_999
# Longer than any one exchange with a provider.
HELD = timedelta(seconds=90)
# What nobody brought to its provider so long after it was begun is not brought any more: who stood there has gone.
BEGUN_LATE = timedelta(seconds=20)
MISSES_MAX = 2
PERSON_AFTER = timedelta(seconds=60)
# A customer who stands there for so long has gone: whether the provider has closed it is asked now and then.
SLOW_AFTER = timedelta(minutes=5)
SLOW_SECONDS = 30
AGAIN_SECONDS = (1, 1, 2, 5, 10, 30, 60, 300)
# Of these, how often is asked for a payment that may still come from an app, while a person is asked as well.
LOOKED_FOR = 4
# A payment that came out of an app names no more than this of itself.
HINT_NAMES_MAX = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginAttempt:
    """What a till asks of a terminal. `is_void`: nothing shall come of it any more."""

    organization: UUID
    store: UUID
    till: UUID
    terminal: UUID
    id: UUID
    kind: Kind
    amount: int
    currency: int
    reverses: UUID | None
    now: datetime
    is_void: bool = False
    # Whoever sets the terminal up tries it: no till has to be the terminal's own.
    is_trial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OneAttempt:
    """An attempt of a till; without a till, whoever's."""

    organization: UUID
    id: UUID
    now: datetime
    till: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAttempt(OneAttempt):
    """A person has looked at the terminal."""

    is_paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNames(OneAttempt):
    """The provider's own words for it."""

    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReturn(OneAttempt):
    """An app came back, or somebody says so: a hint."""

    hint: Hint


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteHeard(OneAttempt):
    """What came of an exchange: the provider's word, or none (`lost`)."""

    heard: Heard | None = None
    source: str = "terminal"
    lost: str = ""


@dataclass(frozen=True, slots=True)
class AttemptView:
    """How an attempt stands."""

    id: UUID
    terminal: UUID
    kind: str
    amount: int
    currency: int
    state: str
    trouble: str
    step: str
    needs_person: bool
    tip: int
    result: Mapping[str, str]
    expires_ms: int
    events: tuple[Mapping[str, Any], ...]
    # What the customer's phone reads, where the payment is a code.
    code: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Held:
    """An attempt that whoever asked may work on now. `is_new`: this is the one time that it may be begun."""

    asked: Asked
    account: UUID
    is_new: bool
    is_unwanted: bool
    view: AttemptView = field(repr=False)


@operation
def begin_attempt(command: BeginAttempt) -> AttemptView:
    """Write it down before anybody is asked. A repeat is answered as it stands, and asks for nothing."""
    terminal = (
        ProviderTerminal.objects.filter(organization_id=command.organization, id=command.terminal)
        .select_for_update(of=("self",))
        .first()
    )
    # Locked: whoever works on it writes it, too, and giving it up must not write back how it stood before.
    rows = TerminalAttempt.objects.filter(organization_id=command.organization, id=command.id)
    known = rows.select_for_update(of=("self",)).first()
    if known is not None:
        if (known.till_id, known.terminal_id, known.kind, known.amount, known.currency) != (
            command.till, command.terminal, command.kind, command.amount, command.currency,
        ):  # fmt: skip
            raise AttemptDiffers
        if command.is_void:
            give_up_row(known, command.now)
        return view_of(known)
    if terminal is None or not _may_use(terminal, command):
        raise TerminalUnknown
    _check(command)
    # A till brings its own to the provider; of a trial nobody may wait for the answer, and the worker brings it.
    next_at = command.now if command.is_trial else command.now + BEGUN_LATE
    row = TerminalAttempt(
        organization_id=command.organization, id=command.id, terminal_id=terminal.id, store_id=command.store,
        till_id=command.till, kind=command.kind, amount=command.amount, currency=command.currency,
        reverses=command.reverses, made_at=command.now, next_at=next_at, state=OPEN[0],
    )  # fmt: skip
    add_word(row, CardAttempt.State.PENDING, "till", command.now)
    if command.is_void:
        add_word(row, CardAttempt.State.CANCELLED, "till", command.now)
    elif trouble := _hindrance(terminal, command):
        add_word(row, CardAttempt.State.DECLINED, "agent", command.now, trouble)
    row.save(force_insert=True)
    return view_of(row)


@operation
def give_up(command: OneAttempt) -> AttemptView:
    """The cashier gives up. What the terminal answers counts: it may say yes all the same."""
    row = _locked(command)
    give_up_row(row, command.now)
    return view_of(row)


@operation
def mark_opened(command: OneAttempt) -> Held:
    """A provider's app is about to be opened for it: once. Raises `AttemptClosed` where it was, or is over."""
    row = _locked(command)
    if row.state != CardAttempt.State.PENDING or row.is_unwanted or row.left_at is None or row.names.get("opened"):
        raise AttemptClosed
    row.names = {**row.names, "opened": command.now.isoformat(timespec="seconds")}
    row.step, row.next_at = "in_app", command.now
    row.save(update_fields=["names", "step", "next_at"])
    return _held(row, command.now, is_new=False)


@operation
def note_return(command: NoteReturn) -> bool:
    """Ask the provider now. Whatever the hint says moves nothing, and only of an app that was opened is one heard."""
    row = _locked(command)
    if row.state not in OPEN or not row.names.get("opened"):
        return False
    names = {name: word for name, word in command.hint.names.items() if word and name not in row.names}
    failed = {"failed": "said"} if command.hint.is_failure else {}
    row.names = {**row.names, **dict(list(names.items())[:HINT_NAMES_MAX]), **failed}
    row.next_at = command.now
    row.save(update_fields=["names", "next_at"])
    return True


@operation
def wake(command: OneAttempt) -> AttemptView:
    """Somebody wants to know now."""
    row = _locked(command)
    if row.state in OPEN and row.left_at is not None:
        row.next_at = command.now
        row.save(update_fields=["next_at"])
    return view_of(row)


@operation
def decide(command: DecideAttempt) -> AttemptView:
    """Only where the provider could not tell; what it says later is kept as a word of its own, and changes nothing."""
    row = _locked(command)
    if row.state != CardAttempt.State.UNKNOWN:
        return view_of(row)
    state = CardAttempt.State.APPROVED if command.is_paid else CardAttempt.State.DECLINED
    row.needs_person = False
    add_word(row, state, "person", command.now)
    row.save()
    return view_of(row)


@operation
def hold(command: OneAttempt) -> Held | None:
    """Take it to work on; none where it is over or somebody works on it.

    One that is new is marked as leaving here, before any byte does: whoever comes after can only look for it.
    """
    row = _locked(command)
    if row.state not in OPEN or (row.held_until is not None and row.held_until > command.now):
        return None
    is_new = row.left_at is None
    if is_new and (row.is_unwanted or command.now - row.made_at > BEGUN_LATE):
        state = CardAttempt.State.CANCELLED if row.is_unwanted else CardAttempt.State.DECLINED
        add_word(row, state, "agent", command.now, "" if row.is_unwanted else "not_sent")
        row.save()
        return None
    row.left_at = row.left_at or command.now
    row.held_until = command.now + HELD
    row.save(update_fields=["left_at", "held_until"])
    return _held(row, command.now, is_new=is_new)


@operation
def note_names(command: NoteNames) -> None:
    """On the disk before the provider's next request leaves."""
    row = _locked(command)
    row.names = {**row.names, **{name: word for name, word in command.names.items() if word}}
    row.save(update_fields=["names"])


@operation
def note_heard(command: NoteHeard) -> AttemptView:
    """Keep what came of it, and let go of it. An end stays an end."""
    row = _locked(command)
    row.held_until = None
    if row.state in OPEN:
        if command.heard is None:
            _miss(row, command.now, command.lost)
        else:
            _hear(row, command.heard, command.source, command.now)
    is_slow = row.misses == 0 and command.now - row.made_at > SLOW_AFTER
    pause = AGAIN_SECONDS[min(row.misses, len(AGAIN_SECONDS) - 1)]
    row.next_at = command.now + timedelta(seconds=SLOW_SECONDS if is_slow else pause)
    row.save()
    return view_of(row)


def find_attempt(organization: UUID, attempt: UUID, till: UUID | None = None) -> AttemptView:
    """How it stands; inside a reading. Raises `AttemptUnknown`."""
    row = _find(organization, attempt)
    if row is None or till not in (None, row.till_id):
        raise AttemptUnknown
    return view_of(row)


def account_of_attempt(organization: UUID, attempt: UUID, till: UUID | None = None) -> UUID:
    """Whose account it is paid to; inside a reading. Raises `AttemptUnknown`."""
    row = _find(organization, attempt)
    if row is None or till not in (None, row.till_id):
        raise AttemptUnknown
    return row.account


def last_trial(organization: UUID, terminal: UUID) -> AttemptView | None:
    """What came of the last payment by which somebody in the office tried a terminal; inside a reading."""
    rows = TerminalAttempt.objects.filter(organization_id=organization, terminal_id=terminal, till_id=OFFICE)
    row = rows.order_by("-made_at").first()
    return view_of(row) if row is not None else None


def due_attempts(organization: UUID, now: datetime) -> list[UUID]:
    """Those that nobody looks after, longest waiting first; inside a reading."""
    rows = TerminalAttempt.objects.filter(organization_id=organization, state__in=OPEN, next_at__lte=now)
    rows = rows.exclude(held_until__gt=now)
    return list(rows.order_by("next_at").values_list("id", flat=True)[:50])


def hasten(names: frozenset[str], now: datetime) -> int:
    """Let open attempts that somebody named, by their own identifier or the provider's words, be looked at now. In an
    operation; answers how many. A hint moves no money: what the provider says then counts.
    """
    rows = TerminalAttempt.objects.filter(organization_id=current_organization(), state__in=OPEN)
    named = [row.id for row in rows if names & {str(row.id), *map(str, row.names.values())}]
    return rows.filter(id__in=named).update(next_at=now)


def view_of(row: TerminalAttempt) -> AttemptView:
    last = row.events[-1] if row.events else {}
    return AttemptView(
        row.id, row.terminal_id or row.account, row.kind, row.amount, row.currency, row.state,
        str(last.get("trouble", "")),
        row.step if row.state == CardAttempt.State.PENDING else "", row.needs_person, row.tip, row.result,
        _expires_ms(row), tuple(row.events),
        row.names.get("code", "") if row.state == CardAttempt.State.PENDING else "",
    )  # fmt: skip


def _expires_ms(row: TerminalAttempt) -> int:
    """Until when money that is held may be taken, as the provider says; 0: none is held, or it does not say."""
    is_hold = (row.kind, row.state) == (Kind.RESERVE, CardAttempt.State.APPROVED)
    return int(row.names.get("expires", 0)) * 1_000 if is_hold else 0


def _hear(row: TerminalAttempt, heard: Heard, source: str, now: datetime) -> None:
    state = CardAttempt.State
    row.misses = 0
    match heard.standing:
        case Standing.WAITING:
            row.step = heard.step
        case Standing.APPROVED if _is_ours(row, heard):
            row.tip = max(0, (heard.amount or 0) - row.amount) if row.kind == Kind.PAYMENT else 0
            row.result = {name: word for name, word in asdict(heard.result).items() if word}
            add_word(row, state.APPROVED, source, now)
        case Standing.APPROVED:
            _ask_person(row, source, now, "wrong_answer", misses=len(AGAIN_SECONDS))
        case Standing.UNSURE:
            _ask_person(row, source, now, "app_unsure", misses=LOOKED_FOR)
        case Standing.DECLINED:
            add_word(row, state.DECLINED, source, now, heard.trouble)
        case Standing.CANCELLED:
            add_word(row, state.CANCELLED, source, now)
        case Standing.ABSENT if row.is_unwanted:
            add_word(row, state.CANCELLED, source, now)
        case Standing.ABSENT:
            add_word(row, state.DECLINED, source, now, heard.trouble or "not_found")


def _ask_person(row: TerminalAttempt, source: str, now: datetime, trouble: str, *, misses: int) -> None:
    """What was heard decides nothing, and is said once; it is asked again, more slowly, and by itself."""
    row.needs_person, row.misses = True, misses
    if not (row.state == CardAttempt.State.UNKNOWN and row.events[-1]["trouble"] == trouble):
        add_word(row, CardAttempt.State.UNKNOWN, source, now, trouble)


def _miss(row: TerminalAttempt, now: datetime, trouble: str) -> None:
    """Nobody answered, or not wholly: once may be weather, more is not known."""
    row.misses = min(row.misses + 1, len(AGAIN_SECONDS))
    if row.misses >= MISSES_MAX and row.state == CardAttempt.State.PENDING:
        add_word(row, CardAttempt.State.UNKNOWN, "agent", now, trouble or "no_answer")
    elif row.state == CardAttempt.State.UNKNOWN and not row.needs_person and now - row.made_at > PERSON_AFTER:
        row.needs_person = True
        add_word(row, CardAttempt.State.UNKNOWN, "agent", now, "not_sure")


def _is_ours(row: TerminalAttempt, heard: Heard) -> bool:
    """The figures are those that were asked: or more, by a tip, where the terminal may ask for one."""
    if heard.currency != LETTERS[row.currency] or heard.amount is None:
        return False
    is_more = row.allows_tips and row.kind == Kind.PAYMENT and heard.amount == row.amount + heard.tip
    return heard.amount == row.amount or is_more


def add_word(row: TerminalAttempt, state: str, source: str, now: datetime, trouble: str = "") -> None:
    """One more word at the end of its history."""
    row.state = state
    if state not in OPEN:
        row.needs_person, row.step = False, ""
    word = {"at_ms": int(now.timestamp() * 1_000), "state": str(state), "source": source, "trouble": trouble}
    row.events = [*row.events, word]


def give_up_row(row: TerminalAttempt, now: datetime) -> None:
    if row.state != CardAttempt.State.PENDING:
        return
    row.is_unwanted = True
    if row.left_at is None:
        add_word(row, CardAttempt.State.CANCELLED, "till", now)
    row.save()


def _check(command: BeginAttempt) -> None:
    letters = LETTERS.get(command.currency)
    if letters not in CURRENCY_EXPONENTS or not 0 < command.amount <= AMOUNT_MAX:
        raise AttemptInvalid
    if command.kind in (Kind.PAYMENT, Kind.RESERVE) or (command.kind is Kind.REFUND and command.reverses is None):
        if command.reverses is not None:
            raise AttemptInvalid
        return
    named = _find(command.organization, command.reverses) if command.reverses is not None else None
    kinds = (Kind.RESERVE,) if command.kind in OF_HOLD else (Kind.PAYMENT, Kind.CAPTURE)
    if named is None or named.kind not in kinds or named.state != CardAttempt.State.APPROVED:
        raise AttemptInvalid
    if (named.terminal_id, named.currency) != (command.terminal, command.currency):
        raise AttemptInvalid
    others = list(_others(named))
    if command.kind in OF_HOLD:
        held = held_under(named, others)
        is_right = command.amount > held if command.kind is Kind.INCREASE else command.amount <= held
    else:
        is_right = command.amount <= named.amount + named.tip - sum(one.amount for one in others)
    if not is_right:
        raise AttemptInvalid


def held_under(hold: TerminalAttempt, others: Sequence[TerminalAttempt]) -> int:
    """What was reserved, or what it was raised to last."""
    raised = [one for one in others if (one.kind, one.state) == (Kind.INCREASE, CardAttempt.State.APPROVED)]
    return max([hold.amount, *(one.amount for one in raised)])


def _others(named: TerminalAttempt) -> QuerySet[TerminalAttempt]:
    """What was asked of a payment or a hold, and may have come about."""
    rows = TerminalAttempt.objects.filter(organization_id=named.organization_id, reverses=named.id)
    return rows.exclude(state__in=(CardAttempt.State.DECLINED, CardAttempt.State.CANCELLED))


def _hindrance(terminal: ProviderTerminal, command: BeginAttempt) -> str:
    """Why it is not even asked for: a code. The terminal is locked, so nobody begins another one meanwhile."""
    driver = driver_of(terminal.account.driver)
    if command.kind in HOLDING and (driver is None or not driver.holds):
        return "not_possible"
    if command.kind is Kind.REFUND and command.reverses is None:
        # No provider gives money to a card that it has not seen before.
        return "not_possible"
    if command.kind in OF_HOLD:
        rows = TerminalAttempt.objects.filter(organization_id=command.organization, reverses=command.reverses)
        if rows.filter(kind__in=ENDS_HOLD, state=CardAttempt.State.APPROVED).exists():
            return "hold_ended"
        return "not_sure" if rows.filter(kind__in=OF_HOLD, state__in=OPEN).exists() else ""
    is_shared = not scans(terminal.account.driver)
    return "terminal_busy" if is_shared and _is_taken(terminal.id, command.organization) else ""


def _may_use(terminal: ProviderTerminal, command: BeginAttempt) -> bool:
    is_ours = terminal.store_id == command.store and (command.is_trial or terminal.till_id in (None, command.till))
    return is_ours and terminal.is_active and terminal.account.is_active


def _is_taken(terminal: UUID, organization: UUID) -> bool:
    """Another payment is under way at it; one that is not known yet is no hindrance: it is asked about by its name."""
    rows = TerminalAttempt.objects.filter(organization_id=organization, terminal_id=terminal, state=OPEN[0])
    rows = rows.exclude(kind__in=OF_HOLD)
    return rows.exists()


def _held(row: TerminalAttempt, now: datetime, *, is_new: bool) -> Held:
    paid = _find(row.organization_id, row.reverses) if row.reverses is not None else None
    asked = Asked(
        id=row.id,
        # Of a part it is the same to them.
        kind=Kind.REVERSAL if row.kind == Kind.REFUND else Kind(row.kind),
        reader=row.terminal.reader if row.terminal is not None else "",
        amount=row.amount,
        currency=LETTERS[row.currency],
        allows_tips=row.allows_tips,
        names=row.names,
        paid=paid.names if paid is not None else row.paid or {},
        is_unwanted=row.is_unwanted,
        age_seconds=(now - row.left_at).total_seconds() if row.left_at is not None else 0,
    )
    return Held(asked, row.account, is_new, row.is_unwanted, view_of(row))


def _find(organization: UUID, attempt: UUID) -> TerminalAttempt | None:
    return TerminalAttempt.objects.filter(organization_id=organization, id=attempt).first()


def _locked(command: OneAttempt) -> TerminalAttempt:
    rows = TerminalAttempt.objects.filter(organization_id=command.organization, id=command.id)
    row = rows.select_for_update(of=("self",)).select_related("terminal").first()
    if row is None or command.till not in (None, row.till_id):
        raise AttemptUnknown
    return row
