"""A payment link that is there, for tests of doors."""

from datetime import UTC, datetime

from comptoir.kernel import new_uuid7
from comptoir.links.public import MakeLink, make_link
from comptoir.payments.accounts import save_account
from tests.backoffice.conftest import Day
from tests.payments.counter import account_of

LINK_POSTS = {"payment-link-cancel", "payment-link-back"}


def of_links(day: Day) -> dict[str, dict[str, object]]:
    """What the addresses of one link name."""
    account, link = account_of(day.organization, "stripe"), new_uuid7()
    save_account(account)
    make_link(
        MakeLink(
            organization=day.organization, person=None, id=link, account=account.id, store=day.shop.store, amount=500,
            text="Table 7", allows_parts=False, expires_at=None, now=datetime.now(UTC),
        )
    )  # fmt: skip
    keys: dict[str, dict[str, object]] = {"payment-link": {"link": link}, "payment-link-cancel": {"link": link}}
    return keys | {"payment-link-back": {"link": link, "payment": new_uuid7()}}
