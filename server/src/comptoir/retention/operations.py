"""Every write about how long things stay: terms, and the runs that let go of what is over.

A batch and its count stand in one transaction: a worker that dies between two batches loses neither rows nor counts,
and whoever comes next goes on with the same run, judged by the same clock.
"""

from datetime import timedelta

from django.db import connection

from comptoir.platform import audit
from comptoir.platform.keeping import RULES, forget_batch, timers
from comptoir.platform.tenancy import current_organization, operation
from comptoir.retention.commands import AskRun, BeginDue, CancelRun, SetTerm, Step
from comptoir.retention.errors import KeptUnknown, RunUnknown
from comptoir.retention.models import Run
from comptoir.retention.models import Term as TermRow
from comptoir.retention.queries import terms

# A little less than a day, so that a run that took long does not move the hour of the next ones.
EACH = timedelta(hours=20)
BATCH = 500


@operation
def set_term(command: SetTerm) -> bool:
    """Say how long a class stays; refused where the law asks for longer. Answers whether it is another than before."""
    if command.kept not in RULES or RULES[command.kept].is_fixed:
        raise KeptUnknown(field=command.kept.value)
    _lock()
    found = terms()
    found.check(command.kept, command.amount)
    if found.said.get(command.kept) == command.amount:
        return False
    TermRow.objects.update_or_create(
        organization_id=command.organization, kept=command.kept.value,
        defaults={"amount": command.amount, "person": command.person, "set_at": command.now},
    )  # fmt: skip
    audit.record(
        "retention.term_set", person=command.person, subject=command.kept.value, amount=command.amount,
        unit=RULES[command.kept].unit.value,
    )  # fmt: skip
    return True


@operation
def ask_run(command: AskRun) -> bool:
    """Begin a run now. Answers whether it began: while one is under way, that one is meant."""
    _lock()
    rows = Run.objects.filter(organization_id=command.organization)
    if rows.filter(pk=command.id).exists() or rows.filter(state=Run.State.RUNNING).exists():
        return False
    Run.objects.create(organization_id=command.organization, id=command.id, person=command.person, moment=command.now)
    audit.record("retention.asked", person=command.person, subject=str(command.id))
    return True


@operation
def begin_due(command: BeginDue) -> bool:
    """Begin the day's run, once for all workers."""
    _lock()
    rows = Run.objects.filter(organization_id=command.organization)
    if rows.filter(moment__gt=command.now - EACH).exists() or rows.filter(state=Run.State.RUNNING).exists():
        return False
    Run.objects.create(organization_id=command.organization, person=None, moment=command.now)
    return True


@operation
def cancel_run(command: CancelRun) -> None:
    """Stop it where it is. One that ended stays as it ended."""
    run = Run.objects.select_for_update().filter(organization_id=command.organization, pk=command.run).first()
    if run is None:
        raise RunUnknown
    if run.state != Run.State.RUNNING:
        return
    run.state, run.ended_at = Run.State.CANCELLED, command.now
    run.save(update_fields=["state", "ended_at"])
    audit.record(
        "retention.cancelled", person=command.person, subject=str(run.pk), rows=sum(run.gone.values())
    )  # fmt: skip


@operation
def step(command: Step) -> bool:
    """One batch of the run under way; answers whether there was any. Of two workers one works, the other passes by."""
    rows = Run.objects.select_for_update(skip_locked=True)
    run = rows.filter(organization_id=command.organization, state=Run.State.RUNNING).first()
    if run is None:
        return False
    rest = [timer for timer in timers() if timer.name >= run.timer]
    if rest:
        timer, *after = rest
        before = terms().before(timer.kept, run.moment)
        count = 0 if before is None else forget_batch(timer, before, now=command.now, most=BATCH)
        run.gone[timer.name] = run.gone.get(timer.name, 0) + count
        run.timer = timer.name if count == BATCH else (after[0].name if after else "")
        run.batches += 1
        rest = rest if count == BATCH else after
    if not rest:
        run.state, run.ended_at, run.timer = Run.State.DONE, command.now, ""
        _note_end(run)
    run.save(update_fields=["gone", "timer", "batches", "state", "ended_at"])
    return True


def _note_end(run: Run) -> None:
    """How many rows went, by timer: no row's words. A day on which nothing was over leaves no event."""
    gone = {name: count for name, count in run.gone.items() if count}
    if gone or run.person is not None:
        audit.record(
            "retention.applied", person=run.person, subject=str(run.pk),
            **{name.replace(".", "_"): count for name, count in sorted(gone.items())},
        )  # fmt: skip


def _lock() -> None:
    """Until the transaction ends nobody else begins a run or says a term here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.retention:' || %s, 0))",
            [str(current_organization())],
        )
