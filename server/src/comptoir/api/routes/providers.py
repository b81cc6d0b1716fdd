"""Accounts with payment providers, their terminals, which tills may choose one, and a small payment to try it."""

from uuid import UUID

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.providers import (
    NewProviderAccount,
    NewTerminalTrial,
    ProviderAccount,
    ProviderAccounts,
    ProviderAccountTerms,
    ProviderTerminal,
    ProviderTerminals,
    ProviderTerminalTerms,
    TerminalTrial,
)
from comptoir.api.wishes import Kept, check_store, wish
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.payments.accounts import (
    AssignTerminal,
    SaveAccount,
    accounts,
    assign_terminal,
    save_account,
    terminals,
)
from comptoir.payments.errors import AttemptInvalid, TerminalUnknown
from comptoir.payments.providers.contract import Kind
from comptoir.payments.providers.drivers import By, driver_of
from comptoir.payments.terminal_attempts import (
    NUMBERS,
    OFFICE,
    BeginAttempt,
    OneAttempt,
    begin_attempt,
    give_up,
    last_trial,
)
from comptoir.platform.public import organization_view
from comptoir.shops.public import till_places

door = Door(tags=["Payment providers"])
MANAGE = Permission.MANAGE_PAYMENTS
ACCOUNTS = Kept(ProviderAccount, accounts)
TERMINALS = Kept(ProviderTerminal, terminals)


@door.reads("/payment-accounts", permission=MANAGE, answer=ProviderAccounts, summary="Accounts with payment providers")
def list_payment_accounts(_caller: Caller) -> ProviderAccounts:
    return ProviderAccounts(accounts=ACCOUNTS.all())


@door.reads("/payment-accounts/{account}", permission=MANAGE, answer=ProviderAccount, summary="One of them")
def get_payment_account(_caller: Caller, account: Id) -> ProviderAccount:
    return ACCOUNTS.one(account)


@door.writes(
    "POST", "/payment-accounts", permission=MANAGE, answer=ProviderAccount, status=201,
    summary="Add an account; its secrets are sealed and never told",
)  # fmt: skip
def add_payment_account(caller: Caller, account: NewProviderAccount) -> ProviderAccount:
    key = ACCOUNTS.fresh(account.id)
    save_account(wish(SaveAccount, caller, account, id=key))
    return ACCOUNTS.one(key)


@door.writes(
    "PUT", "/payment-accounts/{account}", permission=MANAGE, answer=ProviderAccount, needs_match=True,
    summary="Change an account; a secret that is left out stays",
)  # fmt: skip
def change_payment_account(caller: Caller, account: Id, terms: ProviderAccountTerms) -> ProviderAccount:
    known = ACCOUNTS.match(caller, account)
    save_account(wish(SaveAccount, caller, terms, id=account, driver=known.driver, is_live=known.is_live))
    return ACCOUNTS.one(account)


@door.reads("/payment-terminals", permission=MANAGE, answer=ProviderTerminals, summary="The providers' terminals")
def list_payment_terminals(_caller: Caller) -> ProviderTerminals:
    return ProviderTerminals(terminals=TERMINALS.all())


@door.reads("/payment-terminals/{terminal}", permission=MANAGE, answer=ProviderTerminal, summary="One of them")
def get_payment_terminal(_caller: Caller, terminal: Id) -> ProviderTerminal:
    return TERMINALS.one(terminal)


@door.writes(
    "PUT", "/payment-terminals/{terminal}", permission=MANAGE, answer=ProviderTerminal, needs_match=True,
    summary="Say which tills may choose it",
)  # fmt: skip
def assign_payment_terminal(caller: Caller, terminal: Id, terms: ProviderTerminalTerms) -> ProviderTerminal:
    TERMINALS.match(caller, terminal)
    if terms.store is not None:
        check_store(terms.store)
    if terms.till is not None and all(one.id != terms.till for one in till_places(terms.store)):
        raise Unknown
    assign_terminal(wish(AssignTerminal, caller, terms, terminal=terminal))
    return TERMINALS.one(terminal)


@door.reads(
    "/payment-terminals/{terminal}/trial", permission=MANAGE, answer=TerminalTrial, summary="How its last trial stands"
)
def get_terminal_trial(caller: Caller, terminal: Id) -> TerminalTrial:
    return _trial(caller, terminal)


@door.writes(
    "POST", "/payment-terminals/{terminal}/trial", permission=MANAGE, answer=TerminalTrial, status=201,
    summary="Ask the least that the provider takes of the terminal, or give it back: within seconds, by the worker",
)  # fmt: skip
def try_payment_terminal(caller: Caller, terminal: Id, trial: NewTerminalTrial) -> TerminalTrial:
    known = TERMINALS.one(terminal)
    driver, number = driver_of(known.driver), NUMBERS.get(organization_view().currency)
    if known.store is None or driver is None or driver.by is not By.SERVER:
        raise TerminalUnknown
    before = last_trial(caller.organization, terminal)
    kind = Kind(trial.kind)
    is_back = kind is Kind.REVERSAL
    if number is None or (is_back and (before is None or before.kind != Kind.PAYMENT)):
        raise AttemptInvalid
    begin_attempt(
        BeginAttempt(
            organization=caller.organization, store=known.store, till=OFFICE, terminal=terminal,
            id=trial.id or new_uuid7(), kind=kind, amount=driver.trial, currency=number,
            reverses=before.id if is_back and before else None, now=caller.now, is_trial=True,
        )
    )  # fmt: skip
    return _trial(caller, terminal)


@door.writes(
    "POST", "/payment-terminals/{terminal}/trial/stop", permission=MANAGE, answer=TerminalTrial,
    summary="Give the trial up; what the terminal says counts all the same",
)  # fmt: skip
def stop_terminal_trial(caller: Caller, terminal: Id) -> TerminalTrial:
    standing = _trial(caller, terminal)
    give_up(wish(OneAttempt, caller, id=standing.id, till=OFFICE))
    return _trial(caller, terminal)


def _trial(caller: Caller, terminal: UUID) -> TerminalTrial:
    found = last_trial(caller.organization, terminal)
    if found is None:
        raise Unknown
    return TerminalTrial.from_orm(found)
