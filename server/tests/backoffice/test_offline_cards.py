"""Cards that a terminal took without its bank: on the office's list until the bank's word is known, whatever it is."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from comptoir.identity.public import Role
from comptoir.links.signatures import Posted, adyen, bank_words
from comptoir.payments.card_attempts import RecordAttempts, ToldAttempt, record_attempts
from comptoir.payments.models import CardAttempt
from comptoir.payments.offline_cards import BankWord, hear_bank
from comptoir.platform.tenancy import operation, reading
from tests.backoffice.conftest import NOON, Day
from tests.backoffice.test_card_payments import DAY, listed, page
from tests.payments.attempts import card_attempt

KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"


def offline_card(day: Day, reference: str = "00000042", **more: Any) -> UUID:
    return card_attempt(
        day.shop, day.till, NOON, "pending", "approved", driver="nexo", is_offline=True, receipt=reference,
        **{"chain": uuid4(), "sequence": 3, **more},
    )  # fmt: skip


def standing(day: Day, attempt: UUID) -> str:
    with reading(day.shop.organization):
        return CardAttempt.objects.get(organization_id=day.shop.organization, id=attempt).offline


def item(reference: str, value: int, *, success: str = "true", currency: str = "EUR") -> dict[str, Any]:
    said = {
        "pspReference": "7914073381342284", "originalReference": "", "merchantAccountCode": "TestMerchant",
        "merchantReference": reference, "amount": {"value": value, "currency": currency},
        "eventCode": "AUTHORISATION", "success": success,
    }  # fmt: skip
    signed = ":".join(
        ["7914073381342284", "", "TestMerchant", reference, str(value), currency, "AUTHORISATION", success]
    )
    digest = base64.b64encode(hmac.new(bytes.fromhex(KEY), signed.encode(), sha256).digest()).decode()
    return {"NotificationRequestItem": {**said, "additionalData": {"hmacSignature": digest}}}


def test_it_is_on_the_list_until_a_person_says_what_the_bank_said(
    day: Day, owner: Client, sign_in: Callable[[UUID, Role], Client]
) -> None:
    good, bad = offline_card(day), offline_card(day, "00000043")
    other = card_attempt(day.shop, day.till, NOON, "pending", "approved", chain=uuid4(), sequence=9)
    attempts = {"good": good, "bad": bad, "other": other}
    assert listed(owner, f"{DAY}&state=offline", attempts) == {"good", "bad"}
    assert "2 cards were taken without the bank" in page(owner, DAY)
    assert "The bank said yes" in page(owner, f"/card-payments/{good}")

    cashier = sign_in(day.shop.organization, Role.CASHIER)
    assert cashier.post(f"/card-payments/{good}/offline", {"confirmed": "1"}).status_code == 403
    assert standing(day, good) == "waiting"
    assert owner.post(f"/card-payments/{other}/offline", {"confirmed": "1"}).status_code == 404
    assert owner.post(f"/card-payments/{uuid4()}/offline", {"confirmed": "1"}).status_code == 404
    for _ in range(2):
        assert owner.post(f"/card-payments/{good}/offline", {"confirmed": "1"}).status_code == 302
    # Said otherwise later it stands.
    owner.post(f"/card-payments/{good}/offline", {"confirmed": "0"})
    owner.post(f"/card-payments/{bad}/offline", {"confirmed": "0"})

    assert (standing(day, good), standing(day, bad)) == ("confirmed", "refused")
    text = page(owner, DAY)
    assert "1 card that was taken without the bank was refused by it later" in text
    assert "was taken without the bank, which" not in text
    assert listed(owner, f"{DAY}&state=lost", attempts) == {"bad"}
    assert "The bank refused this later" in page(owner, f"/card-payments/{bad}")


def test_what_its_till_tells_again_does_not_unsay_the_banks_word(day: Day, owner: Client) -> None:
    attempt = offline_card(day)
    owner.post(f"/card-payments/{attempt}/offline", {"confirmed": "0"})

    with reading(day.shop.organization):
        row = CardAttempt.objects.get(organization_id=day.shop.organization, id=attempt)
    tell_again(day, row)

    assert standing(day, attempt) == "refused"


def tell_again(day: Day, row: CardAttempt) -> None:
    told = ToldAttempt(
        id=row.id, kind=row.kind, amount=row.amount, tip=row.tip, currency=row.currency, driver=row.driver,
        terminal=row.terminal, terminal_name=row.terminal_name, state="approved", made_at=row.made_at, cashier=None,
        words=(), is_offline=True,
    )  # fmt: skip
    shop = day.shop
    record_attempts(
        RecordAttempts(organization=shop.organization, till=row.till_id, store=shop.store, attempts=(told,))
    )


def test_the_companys_signed_word_decides_where_its_figures_are_ours(day: Day) -> None:
    yes, no, less, foreign = (offline_card(day, f"0000004{number}") for number in range(4))
    body = {
        "live": "false",
        "notificationItems": [
            item("00000040", 801), item("00000041", 801, success="false"), item("00000042", 800),
            item("00000043", 801, currency="USD"), item("00000099", 801),
        ],
    }  # fmt: skip
    content = json.dumps(body).encode()
    posted = Posted(content, {}, "", NOON + timedelta(days=1))
    assert adyen(posted, [KEY]) is not None
    assert adyen(Posted(content.replace(b'"success": "false"', b'"success": "true"'), {}, "", NOON), [KEY]) is None
    words = bank_words(content)
    assert words[:2] == [
        BankWord("00000040", 801, "EUR", is_good=True), BankWord("00000041", 801, "EUR", is_good=False)
    ]  # fmt: skip

    heard = [hear(Heard(organization=day.shop.organization, words=words)) for _ in range(2)]

    assert heard == [2, 0]
    assert [standing(day, one) for one in (yes, no, less, foreign)] == ["confirmed", "refused", "waiting", "waiting"]


class Heard:
    def __init__(self, *, organization: UUID, words: list[BankWord]) -> None:
        self.organization, self.words = organization, words


@operation
def hear(command: Heard) -> int:
    return hear_bank(command.words, NOON + timedelta(days=1))


def test_the_days_report_says_how_much_of_the_cards_the_bank_has_not_said_yes_to(day: Day, owner: Client) -> None:
    """Of what is sealed in the day's sessions; what is in no sale, or was given back, is no part of it."""
    sold = {"chain": day.till.identity.chain, "sequence": day.bread_and_wine.sequence + 1}
    waiting, lost, confirmed = (offline_card(day, f"0000004{number}", **sold) for number in range(3))
    offline_card(day, "00000044")
    address = "/day-report?day=2026-11-19"
    both = page(owner, address)
    owner.post(f"/card-payments/{lost}/offline", {"confirmed": "0"})
    owner.post(f"/card-payments/{confirmed}/offline", {"confirmed": "1"})

    said = page(owner, address)
    rows = owner.get("/day-report.csv?day=2026-11-19").content.decode()
    owner.post(f"/card-payments/{waiting}/offline", {"confirmed": "1"})

    assert figures(both, "not confirmed") == ["3", "€24.03"]
    assert figures(said, "not confirmed") == ["1", "€8.01"]
    assert figures(said, "refused later") == ["1", "€8.01"]
    assert [line.split(",")[1:] for line in rows.splitlines() if "bank" in line] == [
        ["Refused by the bank later", "1", "", "", "8.01"],
        ["Taken without the bank", "1", "", "", "8.01"],
    ]
    assert "not confirmed</a>" not in page(owner, address)


def figures(text: str, name: str) -> list[str]:
    """Of the row of that name."""
    row = text.split(f"{name}</a>")[1].split("</tr>")[0]
    return [cell.split("<")[0] for cell in row.split('class="figure">')[1:]]
