"""A person's own way in: the password, the browsers, the end by idleness, and what stands in the events."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from comptoir.identity.models import Session, User
from comptoir.identity.public import Permission, Role
from comptoir.identity.sessions import browser_of, clear_sessions, place_of, sessions_of
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import PASSWORD

SignIn = Callable[[UUID, Role], Client]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1"
NEW = "another-quiet-counter"


def person_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def another(user: User, **named: str) -> Client:
    client = Client(**named)  # type: ignore[arg-type]  # headers of the browser
    assert client.post("/sign-in", {"email": user.email, "password": PASSWORD}).status_code == 302
    return client


def events(organization: UUID, *actions: str) -> list[tuple[str, dict[str, object]]]:
    with reading(organization):
        rows = AuditEvent.objects.filter(
            organization_id=organization, action__in=[f"identity.{one}" for one in actions]
        )
        return [(row.action.removeprefix("identity."), row.details) for row in rows.order_by("happened_at", "id")]


def test_a_password_is_changed_with_the_one_of_now_and_the_others_are_signed_out(
    organization: UUID, sign_in: SignIn
) -> None:
    client = sign_in(organization, Role.MANAGER)
    user = person_of(client)
    other = another(user)

    answer = client.post("/account/password", {"current": PASSWORD, "new": NEW})

    assert (answer.status_code, answer["Location"]) == (302, "/account")
    assert "Your new password holds" in client.get("/account").content.decode()
    assert other.get("/products")["Location"].startswith("/sign-in")
    assert Client().post("/sign-in", {"email": user.email, "password": PASSWORD}).status_code == 422
    assert Client().post("/sign-in", {"email": user.email, "password": NEW}).status_code == 302
    assert events(organization, "password_changed") == [("password_changed", {})]


@pytest.mark.parametrize(
    ("current", "new", "words"),
    [
        ("not-the-one-of-now", NEW, "not your password of now"),
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, "passwordpassword", "guessed early"),
        ("", NEW, "required"),
    ],
)
def test_what_is_refused_changes_nothing(
    organization: UUID, sign_in: SignIn, current: str, new: str, words: str
) -> None:
    client = sign_in(organization, Role.OWNER)
    user, other = person_of(client), another(person_of(client))

    answer = client.post("/account/password", {"current": current, "new": new})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert person_of(client).password == user.password
    assert other.get("/products").status_code == 200
    assert events(organization, "password_changed") == []


def test_whoever_finds_an_open_browser_guesses_slowly(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    wrong = {"current": "not-the-one-of-now", "new": NEW}
    for _ in range(8):
        assert "not your password of now" in client.post("/account/password", wrong).content.decode()

    answer = client.post("/account/password", {"current": PASSWORD, "new": NEW})

    assert answer.status_code == 422
    assert "Too many attempts" in answer.content.decode()
    assert events(organization, "password_changed") == []


def test_people_see_where_they_are_signed_in_and_end_it(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.MANAGER)
    user = person_of(client)
    desk = another(user, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.168.1.20")
    phone = another(user, HTTP_USER_AGENT=PHONE, REMOTE_ADDR="8.8.8.8")
    stranger = sign_in(organization, Role.OWNER)

    found = {view.browser: view for view in sessions_of(user.pk)}
    assert {(view.browser, view.place) for view in found.values()} == {
        ("", "computer"), ("Firefox, Linux", "network"), ("Safari, iOS", "internet"),
    }  # fmt: skip
    page = client.get("/account").content.decode()
    for words in ("this browser", "Firefox, Linux", "The shop’s network", "Safari, iOS", "Sign out everywhere else"):
        assert words in page
    assert "8.8.8.8" not in page
    assert "Mozilla" not in page

    number = found["Safari, iOS"].number
    assert stranger.post(f"/account/sessions/{number}/end").status_code == 404
    assert client.post(f"/account/sessions/{number}/end").status_code == 302
    assert phone.get("/products").status_code == 302
    assert client.post(f"/account/sessions/{number}/end").status_code == 404
    assert desk.get("/products").status_code == 200

    assert client.post("/account/sessions/end").status_code == 302
    assert desk.get("/products").status_code == 302
    assert (client.get("/products").status_code, stranger.get("/products").status_code) == (200, 200)
    assert len(events(organization, "sessions_ended")) == 2


def test_nobody_ends_the_own_browser_by_its_number(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    [view] = sessions_of(person_of(client).pk)

    assert client.post(f"/account/sessions/{view.number}/end").status_code == 404
    assert client.get("/products").status_code == 200


@pytest.mark.parametrize(
    ("column", "age", "is_over"),
    [
        ("used_at", timedelta(hours=11, minutes=59), False),
        ("used_at", timedelta(hours=12, seconds=1), True),
        ("made_at", timedelta(days=13, hours=23), False),
        ("made_at", timedelta(days=14, seconds=1), True),
    ],
)
def test_a_session_ends_by_idleness_and_after_fourteen_days_however_it_is_used(
    organization: UUID, sign_in: SignIn, column: str, age: timedelta, is_over: bool
) -> None:
    client = sign_in(organization, Role.OWNER)
    rows = Session.objects.filter(user=person_of(client).pk)
    rows.update(**{column: timezone.now() - age})

    assert client.get("/products").status_code == (302 if is_over else 200)
    assert rows.count() == (0 if is_over else 1)


def test_use_is_noted_every_few_minutes_and_a_page_that_asks_by_itself_is_none(
    organization: UUID, sign_in: SignIn
) -> None:
    client = sign_in(organization, Role.OWNER)
    rows = Session.objects.filter(user=person_of(client).pk)
    for age, address, is_noted in (
        (timedelta(minutes=4), "/products", False),
        (timedelta(minutes=6), "/products", True),
        (timedelta(minutes=6), f"/tills/{new_uuid7()}/enrolled/1", False),
    ):
        before = timezone.now() - age
        rows.update(used_at=before)
        client.get(address)
        assert (rows.get().used_at != before) is is_noted, address


def test_what_is_over_is_forgotten(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    user = person_of(client)
    Session.objects.filter(user=user.pk).update(used_at=timezone.now() - timedelta(hours=13))
    other = another(user)

    clear_sessions(timezone.now())

    assert len(sessions_of(user.pk)) == Session.objects.filter(user=user.pk).count() == 1
    assert other.get("/products").status_code == 200


def test_a_sign_in_stands_in_the_events_once(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    client.get("/products")
    client.get("/team")

    assert events(organization, "signed_in") == [("signed_in", {"way": "password"})]
    page = client.get("/audit").content.decode()
    assert "Signed in" in page


def test_refused_rights_stand_in_the_events_but_not_without_end(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.CASHIER)

    assert [client.get("/team").status_code for _ in range(9)] == [403] * 9

    noted = events(organization, "right_refused")
    assert noted == [("right_refused", {"permission": Permission.SEE_TEAM.value})] * 5
    owner = sign_in(organization, Role.OWNER)
    page = owner.get("/audit").content.decode()
    assert "Asked for what the role does not allow" in page
    assert "see the team" in page


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        (PHONE, "Safari, iOS"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140.0 Mobile Safari/537", "Chrome, Android"),
        ("curl/8.0", ""),
        ("x" * 10_000, ""),
    ],
)
def test_two_words_of_a_browser(agent: str, words: str) -> None:
    assert browser_of(agent) == words


@pytest.mark.parametrize(
    ("address", "place"),
    [("127.0.0.1", "computer"), ("::1", "computer"), ("10.1.2.3", "network"), ("fd00::1", "network"),
     ("::ffff:192.168.0.9", "network"), ("8.8.8.8", "internet"), ("", ""), ("nonsense", "")],
)  # fmt: skip
def test_one_word_of_a_place(address: str, place: str) -> None:
    assert place_of(address) == place
