"""A shop with an account for a token on a chain, and its payments."""

import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.payments.chain_watch import watch
from comptoir.payments.code_commands import RecordCodePayments, SaveCodeAccount, ToldCodePayment
from comptoir.payments.code_payments import record_code_payments, save_code_account
from comptoir.payments.models import CodePayment
from comptoir.platform.tenancy import reading
from tests.payments.anvil import Chain
from tests.sales.shop import open_shop

AMOUNT = 1_234
# 12.34 with six decimals, and the last digits of each payment.
BASE = 12_340_000


class Desk:
    """A shop with an account on the chain."""

    def __init__(self, chain: Chain, **facts: str) -> None:
        self.chain, self.shop, self.account = chain, open_shop(), new_uuid7()
        self.till = new_uuid7()
        # Other tests pay on the same chain.
        self.addresses = tuple(f"0x{secrets.token_hex(20)}" for _ in range(2))
        # Blocks are as old as they say; a till's clock is not theirs.
        self.made_at = self.block_time()
        save_code_account(account(self, id=self.account, **facts))

    def block_time(self) -> datetime:
        block = self.chain.ask("eth_getBlockByNumber", "latest", False)
        return datetime.fromtimestamp(int(block["timestamp"], 16), UTC)

    def begin(self, digits: int, *, at: int = 0, word: Any = "pending", **changes: Any) -> UUID:
        payment: UUID = changes.pop("id", None) or new_uuid7()
        made_at = changes.pop("made_at", self.made_at)
        told = ToldCodePayment(
            id=payment, account=self.account, amount=AMOUNT, currency="EUR", made_at=made_at, word=word,
            word_at=self.made_at, units=hex(BASE + digits), receiver=self.addresses[at],
        )  # fmt: skip
        record_code_payments(
            RecordCodePayments(
                organization=self.shop.organization, till=self.till, store=self.shop.store, payments=(told,)
            )
        )
        return payment

    def look(self) -> None:
        watch(self.shop.organization, self.block_time())

    def stand(self, payment: UUID) -> tuple[str, str, str, int]:
        with reading(self.shop.organization):
            row = CodePayment.objects.get(organization_id=self.shop.organization, id=payment)
        return row.state, row.confirmation, row.trouble, row.received


def account(desk: Desk, **facts: Any) -> SaveCodeAccount:
    key = facts.pop("id", None) or new_uuid7()
    kept = {
        "addresses": " ".join(desk.addresses), "contract": desk.chain.coin, "chain": "31337", "decimals": "6",
        "rate": "1", "confirmations": "3", "minutes": "15", **facts,
    }  # fmt: skip
    return SaveCodeAccount(
        organization=desk.shop.organization,
        person=None,
        id=key,
        scheme="evm",
        name="USDC",
        facts=kept,
        may_finish=False,
    )
