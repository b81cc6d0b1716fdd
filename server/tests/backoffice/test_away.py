"""What pages say while the database is away."""

from django.db import connection
from django.test import Client

from tests.backoffice.conftest import Day


def _without_database(client: Client, method: str, path: str) -> tuple[int, str, dict[str, str]]:
    """Ask with a database that nobody can reach."""
    client.raise_request_exception = False
    connection.close()
    place = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        response = client.get(path) if method == "GET" else client.post(path, {})
    finally:
        connection.close()
        connection.settings_dict["HOST"] = place
    return response.status_code, response.content.decode(), dict(response.headers)


def test_a_page_says_that_it_comes_back_and_tries_again(owner: Client, day: Day) -> None:
    status, body, headers = _without_database(owner, "GET", "/today")

    assert status == 503
    assert headers["Retry-After"] == "3"
    assert headers["Cache-Control"] == "no-store"
    assert 'data-again="3"' in body
    assert "Tills go on selling" in body
    assert owner.get("/today").status_code == 200


def test_a_form_is_not_sent_again_by_itself(owner: Client, day: Day) -> None:
    status, body, _headers = _without_database(owner, "POST", "/team/new")

    assert status == 503
    assert "data-again" not in body
    assert "Whether your change was saved is not known" in body


def test_the_api_says_it_as_a_problem(db: None) -> None:
    path = "/api/v1/receipts/018f0000-0000-7000-8000-000000000000/1"

    status, body, headers = _without_database(Client(), "GET", path)

    assert status == 503
    assert headers["Content-Type"] == "application/problem+json"
    assert '"code": "api.unavailable"' in body
