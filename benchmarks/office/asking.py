"""A signed-in person's browser, as far as a server sees it: cookies, one connection that stays open, no pictures."""

from __future__ import annotations

import html
import http.client
import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

REDIRECTS_MAX = 3


class Office:
    """Asks over HTTP. The time of an answer is from the first byte sent to the last one received."""

    def __init__(self, address: str) -> None:
        self._place = urlsplit(address).netloc
        self._connection = http.client.HTTPConnection(self._place, timeout=120)
        self._cookies: dict[str, str] = {}
        self._body = ""

    def sign_in(self, email: str, password: str) -> None:
        self._ask("GET", "/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self._body)
        assert token is not None
        form = {"email": email, "password": password, "csrfmiddlewaretoken": token[1]}
        status, _ = self._ask("POST", "/sign-in", urlencode(form))
        assert status == 302, (status, self._body[:500])

    def get(self, address: str) -> float:
        """Milliseconds until the answer was there. A search whose only hit opens at once is answered by a redirect:
        the page behind it is another question.
        """
        began = time.perf_counter()
        status, _ = self._ask("GET", address)
        taken = (time.perf_counter() - began) * 1_000
        assert status in (200, 302), (address, status)
        return taken

    def is_page(self, address: str) -> bool:
        """Whether it answers with a page of its own."""
        status, kind = self._ask("GET", address)
        return status == 200 and kind.startswith("text/html")

    def finds(self, address: str, name: str) -> bool:
        """Whether the name stands on the page, or on the one that it opens."""
        for _ in range(REDIRECTS_MAX):
            status, target = self._ask("GET", address)
            if status != 302:
                break
            address = target
        return name in html.unescape(self._body)

    def _ask(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        """Status, and what kind of answer it is or where it leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self._place}"}
        self._connection.request(method, address, body, headers)
        answer = self._connection.getresponse()
        self._body = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location") or answer.headers.get("Content-Type", "")
