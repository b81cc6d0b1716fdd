"""Payments by a code on a screen: accounts, what tills tell, and what a person decides."""

from datetime import datetime
from uuid import UUID

from django.conf import settings as django_settings
from django.db.models import Max

from comptoir.catalog.public import settings_changed
from comptoir.kernel import currency_exponent
from comptoir.payments.chain_addresses import miscopied
from comptoir.payments.code_commands import (
    CodePaymentNews,
    DecideCodePayment,
    MarkSeen,
    RecordCodePayments,
    SaveCodeAccount,
    ToldCodePayment,
)
from comptoir.payments.code_schemes import CURRENCIES, MEMBERS, Facts, tidy, wrong_member
from comptoir.payments.errors import (
    ChainAddressMiscopied,
    ChainNodeMissing,
    CodeAccountUnknown,
    CodeCurrencyImpossible,
    CodeFactsInvalid,
    CodePaymentOver,
    CodePaymentUnknown,
    TenderNameMissing,
)
from comptoir.payments.models import BankMove, CodeAccount, CodePayment, CodePaymentEvent
from comptoir.payments.references import references_of
from comptoir.platform import audit
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import operation

OPEN = ("pending", "unknown")
# So many digits behind the shop's smallest coin tell payments of the same amount apart.
PLAY_DIGITS = 3
CHANGED = ("state", "confirmation", "trouble", "received", "seen_at", "chain", "sequence")


@operation
def save_code_account(command: SaveCodeAccount) -> bool:
    """Make or change an account that customers pay into by a code. Answers whether it is new."""
    if command.scheme not in MEMBERS:
        raise CodeAccountUnknown(scheme=command.scheme[:16])
    if not command.name.strip():
        raise TenderNameMissing
    currency = organization_view().currency
    if currency not in CURRENCIES.get(command.scheme, {currency}):
        raise CodeCurrencyImpossible(currency=currency)
    facts = tidy(command.scheme, command.facts)
    if wrong := wrong_member(command.scheme, facts):
        raise CodeFactsInvalid(field=wrong)
    if command.scheme == "evm":
        _check_chain(command.facts, facts, currency)
    if command.store is not None and command.store not in {store.id for store in stores()}:
        raise CodeAccountUnknown(store=str(command.store))
    accounts = CodeAccount.objects.filter(organization_id=command.organization)
    known = accounts.filter(pk=command.id).select_for_update(of=("self",)).first()
    if known is not None and known.scheme != command.scheme:
        raise CodeAccountUnknown(scheme=command.scheme)
    is_new = known is None
    last = accounts.aggregate(last=Max("place"))["last"]
    account = known or CodeAccount(
        organization_id=command.organization, id=command.id, scheme=command.scheme, store_id=command.store,
        place=0 if last is None else last + 1,
    )  # fmt: skip
    account.name, account.facts = command.name.strip(), facts
    account.may_finish, account.is_active = command.may_finish, command.is_active
    account.save(force_insert=is_new)
    audit.record("payments.code_account_saved", person=command.person, subject=str(command.id), name=account.name)
    settings_changed()
    return is_new


@operation
def record_code_payments(command: RecordCodePayments) -> list[CodePaymentNews]:
    """Keep what a till tells, and say how each stands. A repeat changes nothing.

    What the bank or a person said is never unsaid by a till: money that came for a code that was withdrawn stays
    money that came, and its till hears so. One of another till with the same id is not answered.
    """
    found = []
    for told in sorted(command.payments, key=lambda one: one.id):
        known = lock_code_payment(command.organization, told.id)
        if known is None:
            if not CodeAccount.objects.filter(organization_id=command.organization, pk=told.account).exists():
                continue
            known = _begin(command, told)
        elif known.till_id != command.till or (known.amount, known.currency) != (told.amount, told.currency):
            continue
        _hear(known, told)
        found.append(_news(known))
    return found


@operation
def decide_code_payment(command: DecideCodePayment) -> None:
    """A person has looked at the account. Said again it changes nothing; said otherwise it is refused."""
    known = lock_code_payment(command.organization, command.payment)
    if known is None:
        raise CodePaymentUnknown(payment=str(command.payment))
    wanted = "approved" if command.is_paid else "declined"
    if known.state == wanted:
        return
    # A bank's word, and that of another person, stand. What was given up may still turn out to be paid.
    if known.state == "approved" or (known.state == "declined" and not command.is_paid):
        raise CodePaymentOver(payment=str(command.payment))
    known.state = wanted
    known.confirmation = "person" if command.is_paid else ""
    if command.is_paid:
        known.received = max(known.received, known.amount)
    known.seen_at = command.at
    known.save(update_fields=CHANGED)
    note(known, at=command.at, source="person", person=command.person)
    action = "payments.code_confirmed" if command.is_paid else "payments.code_not_received"
    audit.record(action, person=command.person, subject=str(known.id), amount=known.amount)


@operation
def mark_seen(command: MarkSeen) -> None:
    """Somebody looked at what was odd: it leaves the list, and stays in the history."""
    if command.payment is not None:
        payment = lock_code_payment(command.organization, command.payment)
        if payment is None:
            raise CodePaymentUnknown(payment=str(command.payment))
        if payment.seen_at is None:
            payment.seen_at = command.at
            payment.save(update_fields=["seen_at"])
            audit.record("payments.code_seen", person=command.person, subject=str(payment.id))
        return
    moves = BankMove.objects.filter(organization_id=command.organization, key=command.move, seen_at__isnull=True)
    if moves.update(seen_at=command.at):
        audit.record("payments.bank_move_seen", person=command.person, subject=command.move[:16])


def _check_chain(typed: Facts, facts: Facts, currency: str) -> None:
    """What is kept has small letters alone: the checksum is in what was typed."""
    if wrong := miscopied(f"{typed.get('addresses', '')} {typed.get('contract', '')}"):
        raise ChainAddressMiscopied(address=wrong)
    if int(facts["chain"]) not in django_settings.CHAIN_NODES:
        raise ChainNodeMissing(chain=facts["chain"])
    if int(facts["decimals"]) < currency_exponent(currency) + PLAY_DIGITS:
        raise CodeFactsInvalid(field="decimals")


def lock_code_payment(organization: UUID, payment: UUID) -> CodePayment | None:
    """One payment, locked: whoever else tells or decides about it waits."""
    rows = CodePayment.objects.filter(organization_id=organization, id=payment)
    return rows.select_for_update(of=("self",)).first()


def note(payment: CodePayment, *, at: datetime, source: str, person: UUID | None = None) -> None:
    """Add a word to the history, as the payment stands now. The same word of the same moment is one."""
    CodePaymentEvent.objects.bulk_create(
        [
            CodePaymentEvent(
                organization_id=payment.organization_id, payment=payment.id, at=at, state=payment.state, source=source,
                trouble=payment.trouble, person=person, received=payment.received,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _begin(command: RecordCodePayments, told: ToldCodePayment) -> CodePayment:
    payment = CodePayment.objects.create(
        organization_id=command.organization, id=told.id, store_id=command.store, till_id=command.till,
        cashier=told.cashier, account_id=told.account, amount=told.amount, currency=told.currency,
        reference=references_of(told.id).plain, state="pending", made_at=told.made_at, units=told.units.lower(),
        receiver=told.receiver.lower(),
    )  # fmt: skip
    note(payment, at=told.made_at, source="till")
    return payment


def _hear(known: CodePayment, told: ToldCodePayment) -> None:
    is_changed = False
    if told.chain is not None and known.chain is None:
        known.chain, known.sequence = told.chain, told.sequence
        is_changed = True
    if told.word != "pending" and known.state in OPEN and known.state != told.word:
        known.state = told.word
        known.confirmation = "person" if told.word == "approved" else ""
        if told.word == "approved":
            known.received = max(known.received, known.amount)
        note(known, at=told.word_at, source="person" if told.word == "approved" else "till", person=told.cashier)
        is_changed = True
    if is_changed:
        known.save(update_fields=CHANGED)


def _news(known: CodePayment) -> CodePaymentNews:
    return CodePaymentNews(known.id, known.state, known.confirmation, known.trouble, known.received)
