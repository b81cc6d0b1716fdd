"""A forgotten password: asked for, mailed by SMTP, chosen once; without mail, by a link that an owner hands over."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from django.test import Client

from comptoir.backoffice import forgotten_mail
from comptoir.backoffice.forgotten_mail import mail_links
from comptoir.identity.models import PasswordReset, PasswordWish, User
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.models import AuditEvent
from comptoir.platform.public import found_organization
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import PASSWORD
from tests.backoffice.test_second_step import set_up
from tests.backoffice.test_sign_in import join, new_user
from tests.identity.phone import code_now
from tests.papers.test_sending import Mailbox, mailbox

__all__ = ["mailbox"]  # a fixture

SignIn = Callable[[UUID, Role], Client]
NEW = "another-quiet-counter"


@pytest.fixture(autouse=True)
def nothing_waits(db: None) -> None:
    PasswordWish.objects.all().delete()


def person_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def ask(name: str, address: str) -> tuple[int, str]:
    answer = Client(REMOTE_ADDR=address, HTTP_ACCEPT_LANGUAGE="en").post("/forgotten", {"email": name})
    return answer.status_code, re.sub(r'value="[^"]{64}"', "", answer.content.decode())


def link_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return link_in(part.get_content())


def link_in(text: str) -> str:
    [code] = set(re.findall(r"/forgotten/([\w-]{43})", text))
    return f"/forgotten/{code}"


def actions(organization: UUID) -> list[str]:
    with reading(organization):
        rows = AuditEvent.objects.filter(organization_id=organization, action__startswith="identity.password")
        return [row.action.removeprefix("identity.") for row in rows.order_by("happened_at", "id")]


def test_a_link_comes_by_mail_and_is_good_once(organization: UUID, sign_in: SignIn, mailbox: Mailbox) -> None:
    client = sign_in(organization, Role.MANAGER)
    user = person_of(client)
    assert ask(user.email, "192.0.2.101")[0] == 200
    assert mail_links(datetime.now(UTC)) == 1
    assert mail_links(datetime.now(UTC)) == 0
    [mail] = mailbox.mails
    assert mail["To"] == user.email
    link = link_of(mail)
    assert [bytes(row.code_hash) for row in PasswordReset.objects.filter(user=user)] != [link[-43:].encode()]

    page = Client().get(link)
    assert (page.status_code, page["Cache-Control"].count("no-store")) == (200, 1)
    refused = Client().post(link, {"new": "short"})
    assert (refused.status_code, person_of(client).password) == (422, user.password)
    done = Client().post(link, {"new": NEW})

    assert done.status_code == 200
    assert client.get("/products")["Location"].startswith("/sign-in")
    assert Client().post("/sign-in", {"email": user.email, "password": PASSWORD}).status_code == 422
    assert Client().post("/sign-in", {"email": user.email, "password": NEW}).status_code == 302
    assert Client().post(link, {"new": "a-third-quiet-counter"}).status_code == 404
    assert Client().get(link).status_code == 404
    assert actions(organization) == ["password_link_made", "password_reset"]


def test_one_answer_whoever_is_asked_for_and_no_mail_to_nobody(
    organization: UUID, sign_in: SignIn, mailbox: Mailbox
) -> None:
    user = person_of(sign_in(organization, Role.OWNER))
    off = new_user()
    User.objects.filter(pk=off.id).update(is_active=False)
    company = new_user()
    User.objects.filter(pk=company.id).update(password="!nothing")

    names = (user.email, "nobody@shop.example", off.email, company.email, "ada")
    answers = {ask(name, f"192.0.2.{110 + place}") for place, name in enumerate(names)}

    assert len(answers) == 1
    assert PasswordWish.objects.count() == 5
    assert mail_links(datetime.now(UTC)) == 5
    assert [mail["To"] for mail in mailbox.mails] == [user.email]
    assert (PasswordWish.objects.count(), PasswordReset.objects.filter(user_id__in=[off.id, company.id]).count()) == (
        0,
        0,
    )


def test_a_link_is_over_after_half_an_hour_and_a_newer_one_ends_it(
    organization: UUID, sign_in: SignIn, mailbox: Mailbox
) -> None:
    user = person_of(sign_in(organization, Role.OWNER))
    for address in ("192.0.2.121", "192.0.2.122"):
        ask(user.email, address)
        mail_links(datetime.now(UTC))
    first, second = (link_of(mail) for mail in mailbox.mails)

    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    PasswordReset.objects.filter(user=user).update(expires_at=datetime.now(UTC))
    assert Client().post(second, {"new": NEW}).status_code == 404
    assert User.objects.get(pk=user.pk).password == user.password


def test_the_second_step_is_asked_for_as_ever(organization: UUID, sign_in: SignIn, mailbox: Mailbox) -> None:
    client = sign_in(organization, Role.OWNER)
    user = person_of(client)
    secret, _codes = set_up(client)
    ask(user.email, "192.0.2.131")
    mail_links(datetime.now(UTC))
    Client().post(link_of(mailbox.mails[0]), {"new": NEW})

    browser = Client()
    half = browser.post("/sign-in", {"email": user.email, "password": NEW})

    assert half["Location"] == "/sign-in/code"
    assert browser.get("/products")["Location"].startswith("/sign-in")
    assert browser.post("/sign-in/code", {"code": code_now(secret)}).status_code == 302


def test_strangers_ask_slowly_by_place_and_by_name(db: None, mailbox: Mailbox) -> None:
    by_place = [ask(f"{number}@place.example", "192.0.2.141")[0] for number in range(11)]
    by_name = [ask("one@name.example", f"192.0.2.{150 + number}")[0] for number in range(4)]

    assert by_place == [200] * 10 + [429]
    assert by_name == [200] * 3 + [429]
    assert PasswordWish.objects.count() == 13
    answer = Client(REMOTE_ADDR="192.0.2.141").post("/forgotten", {"email": "x@place.example"})
    assert 0 < int(answer["Retry-After"]) <= 30
    assert "Wartezeit" not in answer.content.decode()


def test_a_mailbox_that_is_busy_is_tried_again_and_one_that_refuses_is_not(
    organization: UUID, sign_in: SignIn, mailbox: Mailbox
) -> None:
    user = person_of(sign_in(organization, Role.OWNER))
    now = datetime.now(UTC)
    mailbox.answer = "451 later"
    ask(user.email, "192.0.2.161")
    assert mail_links(now + timedelta(seconds=1)) == 0
    assert mail_links(now + timedelta(seconds=30)) == 0  # not due yet
    mailbox.answer = ""
    assert mail_links(now + timedelta(seconds=90)) == 1
    assert len(mailbox.mails) == 1

    mailbox.answer = "550 nobody"
    ask(user.email, "192.0.2.162")
    assert mail_links(datetime.now(UTC)) == 1
    assert PasswordWish.objects.count() == 0
    assert len(mailbox.mails) == 1


def test_without_mail_the_page_says_who_helps_and_nothing_is_written(db: None, settings) -> None:
    settings.COMPTOIR_EMAIL_URL = ""

    status, page = ask("ada@shop.example", "192.0.2.171")

    assert status == 200
    assert "This server sends no mail" in page
    assert "Ask an owner of your shop" in page
    assert PasswordWish.objects.count() == 0


def test_an_owner_hands_over_a_link(organization: UUID, sign_in: SignIn) -> None:
    owner, client = sign_in(organization, Role.OWNER), sign_in(organization, Role.CASHIER)
    user = person_of(client)

    page = owner.post(f"/team/members/{user.pk}/password")

    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    link = link_in(page.content.decode())
    assert Client().post(link, {"new": NEW}).status_code == 200
    assert Client().post("/sign-in", {"email": user.email, "password": NEW}).status_code == 302
    assert actions(organization) == ["password_link_made", "password_reset"]


def test_no_owner_makes_a_link_for_who_works_elsewhere_too_or_for_a_stranger(
    organization: UUID, sign_in: SignIn
) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))
    owner = sign_in(organization, Role.OWNER)
    both = new_user()
    join(both, organization, Role.CASHIER)
    join(both, other, Role.OWNER)
    stranger = new_user()

    for user in (both.id, stranger.id, person_of(owner).pk):
        assert owner.post(f"/team/members/{user}/password").status_code == 404
    manager = sign_in(organization, Role.MANAGER)
    assert manager.post(f"/team/members/{both.id}/password").status_code == 403
    assert PasswordReset.objects.filter(user_id__in=[both.id, stranger.id]).count() == 0


def test_two_who_hold_one_link_choose_once(organization: UUID, sign_in: SignIn) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    owner, client = sign_in(organization, Role.OWNER), sign_in(organization, Role.CASHIER)
    link = link_in(owner.post(f"/team/members/{person_of(client).pk}/password").content.decode())

    def choose(password: str) -> int:
        try:
            return Client(REMOTE_ADDR="192.0.2.181").post(link, {"new": password}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(choose, ("first-quiet-counter", "second-quiet-counter")))

    assert answers == [200, 404]


def test_a_worker_that_dies_after_the_mail_sends_another_whose_link_alone_is_good(
    organization: UUID, sign_in: SignIn, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person_of(sign_in(organization, Role.OWNER))
    ask(user.email, "192.0.2.191")
    now = datetime.now(UTC)

    def die(_wish: UUID) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(forgotten_mail, "forget_wish", die)
        with pytest.raises(KeyboardInterrupt):
            mail_links(now + timedelta(seconds=1))
    assert mail_links(now + timedelta(seconds=90)) == 1

    first, second = (link_of(mail) for mail in mailbox.mails)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
