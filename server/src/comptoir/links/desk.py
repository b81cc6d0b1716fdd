"""Who sends guests to providers' pages and asks what became of them; nothing slow happens inside a transaction."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from comptoir.kernel import DomainError
from comptoir.links.counter import TakeLink, begin_taking, pending_of_store
from comptoir.links.errors import ProviderAway
from comptoir.links.hooks import path_of
from comptoir.links.hosted import HOSTED, MINUTES, Hosted, Lost, NotSent, Wish
from comptoir.links.models import LinkTry
from comptoir.links.paying import (
    BeginTry,
    CancelLink,
    HearTry,
    LinkView,
    NotePage,
    begin_try,
    cancel_link,
    due_tries,
    hear_try,
    link_of,
    note_page,
    try_view,
)
from comptoir.payments.accounts import access_of
from comptoir.platform.rounds import organizations_of
from comptoir.platform.tenancy import reading


def send_guest(command: BeginTry, back: str) -> str:
    """Where a guest goes on to pay so much of a link. Refuses when there is nothing to pay, or no page to be had.

    The provider sends the guest back to `back`, followed by the try's identifier (`come_back`).
    """
    organization, key = command.organization, begin_try(command)
    with reading(organization):
        begun = try_view(key)
        assert begun is not None
        if begun.address:
            return begun.address
    try:
        driver, hosted = _hosted(organization, begun.account)
        hook = f"{settings.PUBLIC_ADDRESS}{path_of(driver, begun.account)}" if settings.PUBLIC_ADDRESS else ""
        ends_at = int((begun.made_at + timedelta(minutes=MINUTES)).timestamp()) + 1
        page = hosted.make(
            Wish(
                id=key, amount=begun.whole, currency=begun.currency, text=begun.text, back=f"{back}/{key}", hook=hook,
                ends_at_seconds=ends_at,
            )
        )  # fmt: skip
    except (NotSent, Lost, DomainError) as away:
        # Nobody has seen its address: nothing can be paid there.
        note_page(NotePage(organization=organization, id=key, name="", address="", now=_now()))
        raise ProviderAway from away
    note_page(NotePage(organization=organization, id=key, name=page.name, address=page.address, now=_now()))
    return page.address


def look_at(organization: UUID, key: UUID) -> str:
    """Ask the provider what became of a try; answers how it stands."""
    with reading(organization):
        found = try_view(key)
    if found is None or found.state != LinkTry.State.PENDING:
        return found.state if found else ""
    heard = None
    if found.name:
        try:
            heard = _hosted(organization, found.account)[1].look(found.name)
        except (NotSent, Lost, DomainError):
            heard = None
    return hear_try(HearTry(organization=organization, id=key, heard=heard, now=_now()))


def come_back(organization: UUID, key: UUID) -> str:
    """A guest is back from the provider's page. What they left unpaid is closed, so that it holds nobody else up."""
    state = look_at(organization, key)
    if state != LinkTry.State.PENDING:
        return state
    _close(organization, key)
    return look_at(organization, key)


def look_at_link(organization: UUID, token: str) -> None:
    """Ask about every guest who is under way: one of them has come back."""
    with reading(organization):
        link = link_of(_now(), token=token)
    for one in link.tries if link else ():
        if one.state == LinkTry.State.PENDING and one.name:
            look_at(organization, one.id)


def withdraw_link(command: CancelLink) -> None:
    """Cancel a link, and have the pages closed on which somebody may be typing."""
    for key in cancel_link(command):
        _close(command.organization, key)
        look_at(command.organization, key)


def take_link(command: TakeLink) -> LinkView:
    """Let a till take what was paid into a sale. Pages on which somebody still types are closed first.

    Who can't be stopped is under way: what they pay comes to the same till.
    """
    for key in begin_taking(command):
        _close(command.organization, key)
        look_at(command.organization, key)
    with reading(command.organization):
        found = link_of(_now(), key=command.link)
    assert found is not None
    return found


def look_at_store(organization: UUID, store: UUID, *, younger_than: timedelta) -> None:
    """Ask about every guest of the tills of a store who is under way for so long at most: a till is looking on."""
    with reading(organization):
        keys = pending_of_store(store, since=_now() - younger_than)
    for key in keys:
        look_at(organization, key)


def look_at_due(now: datetime) -> int:
    """One round; answers how many came to an end."""
    ended = 0
    for organization in organizations_of("links_due_organizations"):
        with reading(organization):
            due = due_tries(now)
        ended += sum(_follow(organization, key) != LinkTry.State.PENDING for key in due)
    return ended


def _follow(organization: UUID, key: UUID) -> str:
    """Ask; of a link that was cancelled the page is closed as well."""
    with reading(organization):
        found = try_view(key)
    is_over = found is not None and found.is_over
    return come_back(organization, key) if is_over else look_at(organization, key)


def _close(organization: UUID, key: UUID) -> None:
    """Nobody shall pay there any more; whether that is so, only a look tells."""
    with reading(organization):
        found = try_view(key)
    if found is not None and found.name:
        with suppress(NotSent, Lost, DomainError):
            _hosted(organization, found.account)[1].close(found.name)


def _hosted(organization: UUID, account: UUID) -> tuple[str, Hosted]:
    with reading(organization):
        driver, access = access_of(account)
    return driver, HOSTED[driver](access)


def _now() -> datetime:
    return datetime.now(UTC)
