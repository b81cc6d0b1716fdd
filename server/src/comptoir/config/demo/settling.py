"""How the demo shop's card money comes in: a card company's file of some weeks and the bank's, handed in.

Made of what the tills took, with what a bookkeeper meets: a payment that the company lacks, one that the tills lack,
one with another amount, one that a customer's bank took back, a payout that is still on its way.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.config.demo.identity import chance, identifier
from comptoir.config.demo.shop import ORGANIZATION, STORES, TIMEZONE
from comptoir.kernel import divide_half_away
from comptoir.platform.tenancy import reading
from comptoir.settlements.commands import TryFile, TurnFile, Window
from comptoir.settlements.public import reconcile, take_file, try_file

DAYS = 35
# A company pays out three days together, two days after the last of them.
DAYS_A_PAYOUT, DAYS_ON_THE_WAY = 3, 2
FEE_PPM = 12_900
STRANGE, LESS, TAKEN_BACK = 1_850, 1_000, 2_490
HEAD = (
    "Date", "Time", "Transaction ID", "Transaction type", "Status", "Last 4 digits", "Total", "Fee", "Payout",
    "Payout ID", "Currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Payout:
    name: str
    amount: int
    day: date


def settle_cards(person: UUID, now: datetime) -> None:
    """Both files, looked at and taken. Done again, they are the ones of before."""
    today = now.astimezone(ZoneInfo(TIMEZONE)).date()
    payouts: list[_Payout] = []
    for place in STORES:
        taken = _taken(place.id, today)
        if taken:
            content = _month(place.key, taken, payouts)
            name = f"sumup-{place.key}-{taken[0][0]:%Y-%m}.csv"
            _hand_in(person, place.id, name, content, now)
    arrived = [payout for payout in payouts if payout.day + timedelta(days=DAYS_ON_THE_WAY) <= today]
    if arrived:
        _hand_in(person, STORES[0].id, f"releve-{today:%Y-%m}.xml", _statement(arrived), now)


def _taken(store: UUID, today: date) -> list[tuple[datetime, int]]:
    """When and how much: yesterday's file has not come yet."""
    window = Window((store,), today - timedelta(days=DAYS), today - timedelta(days=2))
    with reading(ORGANIZATION):
        rows = reconcile(window, timezone=TIMEZONE, currency="EUR").rows
    return [(row.at, row.here) for row in rows if row.here is not None]


def _month(key: str, taken: Sequence[tuple[datetime, int]], payouts: list[_Payout]) -> bytes:
    dice, zone = chance(key, "card money"), ZoneInfo(TIMEZONE)
    told = io.StringIO()
    lines = csv.writer(told)
    lines.writerow(HEAD)
    first = taken[0][0].astimezone(zone).date()
    # Some days before the end: late enough to be seen, early enough that the company has no excuse.
    odd = len(taken) - len(taken) // 6
    less = next((number for number in range(odd + 9, len(taken)) if taken[number][1] > 2 * LESS), odd)
    sums: dict[int, int] = {}
    for number, (at, amount) in enumerate(taken):
        day = at.astimezone(zone).date()
        nth = (day - first).days // DAYS_A_PAYOUT
        if number == odd:
            continue
        said = amount - LESS if number == less else amount
        kinds = [("Refund" if said < 0 else "Sale", said, at + timedelta(seconds=dice.randrange(1, 5)))]
        if number == odd + 4:
            kinds.append(("Sale", STRANGE, at + timedelta(seconds=95)))
        if number == odd + 6 and key == "grocery":
            kinds.append(("Chargeback", -TAKEN_BACK, at + timedelta(seconds=130)))
        for place, (kind, gross, when) in enumerate(kinds):
            fee = divide_half_away(gross * FEE_PPM, 1_000_000) if gross > 0 else 0
            sums[nth] = sums.get(nth, 0) + gross - fee
            lines.writerow(
                (
                    f"{when.astimezone(zone):%d.%m.%Y}", f"{when.astimezone(zone):%H:%M:%S}",
                    f"T{key[0].upper()}{number:05d}{place}", kind, "Successful", f"{dice.randrange(10_000):04d}",
                    _euros(gross), _euros(fee), _euros(gross - fee), _name(key, nth), "EUR",
                )
            )  # fmt: skip
    for nth, amount in sums.items():
        ends = first + timedelta(days=(nth + 1) * DAYS_A_PAYOUT - 1)
        payouts.append(_Payout(_name(key, nth), amount, ends))
    return told.getvalue().encode()


def _name(key: str, nth: int) -> str:
    return f"PID{41 if key == 'grocery' else 52}{nth:04d}"


def _statement(payouts: Sequence[_Payout]) -> bytes:
    """What came to the account, in the order of days; one of them less a fee of the bank, and the rent went out."""
    days = sorted(payouts, key=lambda one: (one.day, one.name))
    short = len(days) // 2
    entries = "".join(_entries(days, short))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        "<BkToCstmrStmt><GrpHdr><MsgId>DEMO</MsgId></GrpHdr><Stmt><Id>DEMO</Id>"
        f"<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entries(days: Sequence[_Payout], short: int) -> Iterator[str]:
    yield _entry(days[0].day, -180_000, "LOYER", "SCI des Halles", "Loyer")
    for place, payout in enumerate(days):
        amount = payout.amount - 500 if place == short else payout.amount
        arrives = payout.day + timedelta(days=DAYS_ON_THE_WAY)
        yield _entry(arrives, amount, f"R{payout.name}", "SumUp Payments", f"SUMUP {payout.name}")


def _entry(day: date, amount: int, own: str, name: str, text: str) -> str:
    side, party = ("CRDT", "Dbtr") if amount > 0 else ("DBIT", "Cdtr")
    return (
        f'<Ntry><Amt Ccy="EUR">{_euros(abs(amount))}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{own}</AcctSvcrRef><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><{party}><Pty><Nm>{name}</Nm></Pty></{party}></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _euros(amount: int) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def _hand_in(person: UUID, store: UUID, name: str, content: bytes, now: datetime) -> None:
    file = try_file(
        TryFile(
            organization=ORGANIZATION, person=person, id=identifier("settlement file", name), store=store, name=name,
            content=content, timezone=TIMEZONE, currency="EUR",
        )
    )  # fmt: skip
    take_file(TurnFile(organization=ORGANIZATION, person=person, file=file, now=now, confirms=True))
