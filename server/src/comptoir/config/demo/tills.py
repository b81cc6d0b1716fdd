"""The demo's tills and their enrolments.

The three tills that traded were enrolled on the first morning of the story: `register_key` takes its clock as an
argument, and an entry may not be older than its till's certificate. Every other step of theirs goes over the line.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from comptoir.config.demo.founding import OWNER
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.plan import plan_till
from comptoir.config.demo.shop import ORGANIZATION, PHONE, TILLS, DemoTill
from comptoir.config.demo.state import DemoState, TillState
from comptoir.journal import dump_public_key, sign_hash, to_base64url
from comptoir.tills.public import CreateTill, IssueCode, IssuedCode, RegisterKey, create_till, issue_code, register_key

PROOF_TAG = b"comptoir-enrol-v1\n"
APP_VERSION = "demo"


def create_tills() -> None:
    """The tills themselves, the visitor's phone included."""
    for till in (*TILLS, PHONE):
        create_till(
            CreateTill(
                organization=ORGANIZATION,
                id=till.id,
                store=till.store.id,
                code=till.code,
                name=till.name,
                person=OWNER,
            )
        )


def enrol_tills(state: DemoState) -> None:
    """Give each simulated till its key and its chain, once."""
    for till in TILLS:
        known = state.tills.setdefault(till.code, TillState.fresh())
        if not known.chain:
            state.save()
            _enrol(till, known, _first_morning(state, till))
            state.save()


def code_for_visitor(now: datetime) -> IssuedCode:
    """A code for the till that nobody uses yet, valid for ten minutes."""
    return issue_code(IssueCode(organization=ORGANIZATION, till=PHONE.id, now=now, person=OWNER))


def _enrol(till: DemoTill, known: TillState, at: datetime) -> None:
    issued = issue_code(IssueCode(organization=ORGANIZATION, till=till.id, now=at, person=OWNER))
    key = known.load_key()
    proof = sign_hash(key, sha256(PROOF_TAG + issued.code.encode("utf-8")).digest())
    registered = register_key(
        RegisterKey(
            organization=ORGANIZATION,
            code=issued.code,
            public_key=dump_public_key(key.public_key()),
            proof=to_base64url(proof),
            device=identifier("device", till.code),
            label=f"{till.name} (simulée)",
            app_version=APP_VERSION,
            user_agent="Comptoir demo",
            now=at + timedelta(minutes=1),
        )
    )
    known.token = registered.token
    known.chain = str(registered.chain)
    known.enrolment = registered.enrolment
    known.certificate = registered.certificate


def _first_morning(state: DemoState, till: DemoTill) -> datetime:
    first = next(plan_till(till, state.first_run, days=state.days), None)
    return (first.acts[0].at if first else state.first_run).astimezone(UTC) - timedelta(minutes=30)
