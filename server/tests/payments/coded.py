"""A shop's account for payments by code, a payment into it, and a file of its bank."""

from datetime import UTC, datetime
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.payments.code_commands import RecordCodePayments, SaveCodeAccount, ToldCodePayment
from comptoir.payments.code_payments import record_code_payments, save_code_account
from comptoir.payments.references import references_of
from comptoir.settlements.commands import TryFile
from comptoir.settlements.public import try_file
from tests.payments.bank_files import entry, statement

MADE_AT = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)
FACTS = {"iban": "BE72000000001616", "holder": "Crêperie du Port", "bic": ""}


def new_account(organization: UUID) -> UUID:
    """One for SEPA transfers."""
    account = new_uuid7()
    save_code_account(
        SaveCodeAccount(
            organization=organization, person=None, id=account, scheme="epc", name="GiroCode", facts=FACTS,
            may_finish=True,
        )
    )  # fmt: skip
    return account


def begun(organization: UUID, store: UUID, till: UUID, account: UUID, amount: int = 1_234) -> UUID:
    """A payment that a till showed a code for."""
    payment = new_uuid7()
    told = ToldCodePayment(
        id=payment, account=account, amount=amount, currency="EUR", made_at=MADE_AT, word="pending", word_at=MADE_AT
    )
    record_code_payments(RecordCodePayments(organization=organization, till=till, store=store, payments=(told,)))
    return payment


def paid_file(payment: UUID, amount: str = "12.34") -> bytes:
    """The bank's word for it."""
    return statement(entry(amount, references_of(payment).creditor, "N1"))


def open_file(organization: UUID, file: UUID, content: bytes, store: UUID) -> UUID:
    """Somebody hands in a file of the bank; answers which one it is."""
    return try_file(
        TryFile(
            organization=organization, person=None, id=file, store=store, name="camt.xml", content=content,
            timezone="Europe/Paris", currency="EUR", provider="bank",
        )
    )  # fmt: skip


def of_codes(organization: UUID, store: UUID, till: UUID) -> dict[str, dict[str, object]]:
    """Rows for each page about them."""
    account = new_account(organization)
    payment, message = begun(organization, store, till, account), new_uuid7()
    open_file(organization, message, paid_file(payment), store)
    of_payment: dict[str, object] = {"payment": payment}
    of_message: dict[str, object] = {"message": message}
    of_transfer: dict[str, object] = {"account": account, "block": f"0x{0:064x}", "log": 0}
    return {
        "code-account": {"account": account},
        "code-payment": of_payment, "code-payment-decide": of_payment, "code-payment-seen": of_payment,
        "bank-message": of_message, "bank-message-take": of_message,
        "bank-move-seen": {"move": "0" * 64},
        "chain-transfer-assign": of_transfer, "chain-transfer-back": of_transfer,
    }  # fmt: skip
