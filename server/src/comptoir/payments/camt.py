"""What a bank says happened on an account: camt.053 (statement), camt.054 (notification), camt.052 (report). Pure.

Versions .02 to .13 of ISO 20022's messages are read alike: they differ in where a name, a state or an amount stands,
not in what it means. Nothing is fetched and nothing is expanded: a document type or an entity refuses the whole file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from comptoir.kernel import currency_exponent
from comptoir.payments.errors import BankFileTooLarge, BankFileUnreadable

SIZE_MAX = 30_000_000
ELEMENTS_MAX = 2_000_000
DEPTH_MAX = 40
_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.05[234])\.001\.(\d\d)")
# A statement, a notification and a report hold the same inside.
_ROOTS = {"camt.052": "Rpt", "camt.053": "Stmt", "camt.054": "Ntfctn"}
# Up to 18 digits, at most five of them behind the point (ISO 20022 ActiveOrHistoricCurrencyAndAmount).
_AMOUNT = re.compile(r"\d{1,18}(?:\.\d{0,5})?|\.\d{1,5}")
BOOKED = "BOOK"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankTransaction:
    """One payment inside an entry. Amounts above zero came in. What the bank left out is empty."""

    amount: int
    currency: str
    # The bank's own number of this payment, and those of whoever sent it.
    bank_reference: str = ""
    transaction: str = ""
    instruction: str = ""
    end_to_end: str = ""
    # QR reference (27 digits), ISO 11649 (RF…) or another structured one, without blanks.
    structured: str = ""
    remittance: str = ""
    debtor: str = ""
    debtor_account: str = ""
    creditor: str = ""
    creditor_account: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One line of an account. A batch booking has its payments in `transactions`; a bank may leave them out.

    `charges`: what the bank kept of it, where it says so.
    """

    amount: int
    currency: str
    status: str
    is_reversal: bool
    booked: date | None
    value: date | None
    reference: str
    bank_reference: str
    code: str
    text: str
    charges: int
    transactions: tuple[BankTransaction, ...]

    @property
    def is_booked(self) -> bool:
        return self.status == BOOKED

    @property
    def is_explained(self) -> bool:
        """Whether its payments, in its own currency, come to its amount."""
        return bool(self.transactions) and self.amount == sum(
            one.amount for one in self.transactions if one.currency == self.currency
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement:
    """What one message says of one account; balances are empty in a notification."""

    kind: str
    version: int
    message: str
    id: str
    account: str
    currency: str
    made_at: datetime | None
    opening: int | None
    closing: int | None
    entries: tuple[BankEntry, ...]

    @property
    def is_even(self) -> bool | None:
        """Whether booked entries lead from the first balance to the last; null where the bank gave none."""
        if self.opening is None or self.closing is None:
            return None
        return self.opening + sum(entry.amount for entry in self.entries if entry.is_booked) == self.closing


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMovement:
    """A booked payment by itself. `key` is the same in every message that tells of it, so it counts once."""

    key: str
    account: str
    booked: date | None
    entry: BankEntry
    payment: BankTransaction

    @property
    def amount(self) -> int:
        return self.payment.amount


def read_camt(content: bytes) -> list[BankStatement]:
    """Every statement of a file.

    Refused as a whole: what is no such file, names a document type or entities, or is larger than any bank sends.
    """
    document = _parse(content)
    namespace, _brace, name = document.tag.partition("}")
    known = _NAMESPACE.fullmatch(namespace)
    if known is None or name != "Document":
        raise BankFileUnreadable
    kind, version = known[1], int(known[2])
    message = next(iter(document), None)
    if message is None:
        raise BankFileUnreadable
    return [_statement(one, kind, version, _text(message, "GrpHdr", "MsgId")) for one in _all(message, _ROOTS[kind])]


def movements(statements: Sequence[BankStatement]) -> Iterator[BankMovement]:
    """Booked payments one by one; an entry that the bank does not explain is one payment.

    A statement and a notification that tell of the same payment yield the same key.
    """
    for statement in statements:
        for place, entry in enumerate(statement.entries):
            if entry.is_booked:
                yield from _payments(statement, entry, place)


def _payments(statement: BankStatement, entry: BankEntry, place: int) -> Iterator[BankMovement]:
    parts = entry.transactions
    if not parts or (len(parts) > 1 and not entry.is_explained):
        first = parts[0] if len(parts) == 1 else None
        parts = (first or BankTransaction(amount=entry.amount, currency=entry.currency, remittance=entry.text),)
    seen: dict[str, int] = {}
    for payment in parts:
        own = payment.bank_reference or payment.transaction
        whole = entry.bank_reference or entry.reference
        if not own and not whole:
            # The bank names nothing: only its place in this very message tells it from the next.
            whole = f"{statement.id}/{place}"
        name = own if own and own != whole else f"{whole}/{payment.end_to_end}/{payment.amount}"
        nth = seen[name] = seen.get(name, 0) + 1
        key = f"{statement.account}/{entry.booked or ''}/{name}" + (f"/{nth}" if nth > 1 else "")
        yield BankMovement(key=key, account=statement.account, booked=entry.booked, entry=entry, payment=payment)


def _parse(content: bytes) -> Element:
    if len(content) > SIZE_MAX:
        raise BankFileTooLarge
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    seen, depth = 0, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen, depth
        seen, depth = seen + 1, depth + 1
        if seen > ELEMENTS_MAX or depth > DEPTH_MAX:
            raise BankFileTooLarge
        # Inside, everything belongs to the message's own namespace.
        builder.start(tag if depth == 1 else tag.rpartition("}")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag if depth == 0 else tag.rpartition("}")[2])

    def refuse(*_told: object) -> None:
        raise BankFileUnreadable

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]  # never answers: it refuses
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as wrong:
        raise BankFileUnreadable from wrong
    return builder.close()


def _statement(node: Element, kind: str, version: int, message: str) -> BankStatement:
    account = _find(node, "Acct")
    currency = _text(account, "Ccy")
    entries = tuple(_entry(one) for one in _all(node, "Ntry"))
    if not currency:
        currency = entries[0].currency if entries else ""
    return BankStatement(
        kind=kind, version=version, message=message, id=_text(node, "Id"), account=_account(account), currency=currency,
        made_at=_moment(_text(node, "CreDtTm")), opening=_balance(node, ("OPBD", "PRCD")),
        closing=_balance(node, ("CLBD",)), entries=entries,
    )  # fmt: skip


def _balance(node: Element, codes: Sequence[str]) -> int | None:
    for code in codes:
        for balance in _all(node, "Bal"):
            if _text(balance, "Tp", "CdOrPrtry", "Cd") == code:
                return _signed(balance, _amount(_find(balance, "Amt")).amount)
    return None


def _entry(node: Element) -> BankEntry:
    money = _amount(_find(node, "Amt"))
    amount = _signed(node, money.amount)
    details = [one for detail in _all(node, "NtryDtls") for one in _all(detail, "TxDtls")]
    alone = len(details) == 1
    return BankEntry(
        amount=amount, currency=money.currency,
        # Text until version .07, a code of its own since.
        status=_text(node, "Sts", "Cd") or _text(node, "Sts"),
        is_reversal=_text(node, "RvslInd") in ("true", "1"),
        booked=_day(_find(node, "BookgDt")), value=_day(_find(node, "ValDt")),
        reference=_text(node, "NtryRef"), bank_reference=_text(node, "AcctSvcrRef"), code=_code(node),
        text=_text(node, "AddtlNtryInf"), charges=_charges(node),
        transactions=tuple(_transaction(one, amount, money.currency, is_alone=alone) for one in details),
    )  # fmt: skip


def _transaction(node: Element, whole: int, currency: str, *, is_alone: bool) -> BankTransaction:
    found = _find(node, "Amt")
    if found is None:
        found = _find(node, "AmtDtls", "TxAmt", "Amt")
    money = _amount(found) if found is not None else None
    if money is None or (is_alone and money.currency != currency):
        # The only one is its entry; of several, one without an amount explains nothing.
        money = _Amount(abs(whole) if is_alone else 0, currency)
    # Its own direction (since version .04), else its entry's.
    direction = _text(node, "CdtDbtInd")
    is_out = direction == "DBIT" if direction else whole < 0
    parties, references, told = _find(node, "RltdPties"), _find(node, "Refs"), _find(node, "RmtInf")
    structured = (re.sub(r"\s", "", _text(one, "CdtrRefInf", "Ref")) for one in _all(told, "Strd"))
    loose = [_own(one) for one in _all(told, "Ustrd")]
    return BankTransaction(
        amount=-money.amount if is_out else money.amount, currency=money.currency,
        bank_reference=_text(references, "AcctSvcrRef"), transaction=_text(references, "TxId"),
        instruction=_text(references, "InstrId"), end_to_end=_given(_text(references, "EndToEndId")),
        structured=next((one for one in structured if one), ""),
        remittance=" ".join(loose) or _text(node, "AddtlTxInf"),
        debtor=_name(_find(parties, "Dbtr")), debtor_account=_account(_find(parties, "DbtrAcct")),
        creditor=_name(_find(parties, "Cdtr")), creditor_account=_account(_find(parties, "CdtrAcct")),
        reason=_text(node, "RtrInf", "Rsn", "Cd"),
    )  # fmt: skip


def _given(end_to_end: str) -> str:
    """A sender who names nothing says so (SEPA rulebook: NOTPROVIDED)."""
    return "" if end_to_end.upper() in ("NOTPROVIDED", "NOT PROVIDED") else end_to_end


def _name(party: Element | None) -> str:
    """A level deeper since version .08."""
    return _text(party, "Pty", "Nm") or _text(party, "Nm")


def _account(node: Element | None) -> str:
    return re.sub(r"\s", "", _text(node, "Id", "IBAN") or _text(node, "Id", "Othr", "Id"))


def _code(node: Element) -> str:
    domain = _find(node, "BkTxCd", "Domn")
    parts = (_text(domain, "Cd"), _text(domain, "Fmly", "Cd"), _text(domain, "Fmly", "SubFmlyCd"))
    return "/".join(part for part in parts if part) or _text(node, "BkTxCd", "Prtry", "Cd")


def _charges(node: Element) -> int:
    total = _find(node, "Chrgs", "TtlChrgsAndTaxAmt")
    if total is not None:
        return _amount(total).amount
    # Before version .04 each charge stood by itself; since, they are records.
    single = _all(node, "Chrgs")
    records = [*single, *(record for one in single for record in _all(one, "Rcrd"))]
    return sum(_amount(found).amount for one in records if (found := _find(one, "Amt")) is not None)


@dataclass(frozen=True, slots=True)
class _Amount:
    amount: int
    currency: str


def _amount(node: Element | None) -> _Amount:
    """Minor units. A fraction finer than the currency's is nothing a bank books: the file is refused."""
    currency = node.get("Ccy", "") if node is not None else ""
    text = _own(node)
    if not _AMOUNT.fullmatch(text) or not re.fullmatch(r"[A-Z]{3}", currency):
        raise BankFileUnreadable
    exponent = currency_exponent(currency)
    whole, _point, part = text.partition(".")
    if len(part.rstrip("0")) > exponent:
        raise BankFileUnreadable
    return _Amount(int((whole or "0") + part[:exponent].ljust(exponent, "0")), currency)


def _signed(node: Element, amount: int) -> int:
    match _text(node, "CdtDbtInd"):
        case "CRDT":
            return amount
        case "DBIT":
            return -amount
        case _:
            raise BankFileUnreadable


def _day(node: Element | None) -> date | None:
    text = _text(node, "Dt") or _text(node, "DtTm")
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as wrong:
        raise BankFileUnreadable from wrong


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _all(node: Element | None, tag: str) -> list[Element]:
    return [one for one in node if one.tag == tag] if node is not None else []


def _find(node: Element | None, *path: str) -> Element | None:
    for tag in path:
        node = next((one for one in node if one.tag == tag), None) if node is not None else None
    return node


def _text(node: Element | None, *path: str) -> str:
    return _own(_find(node, *path))


def _own(node: Element | None) -> str:
    return (node.text or "").strip() if node is not None else ""
