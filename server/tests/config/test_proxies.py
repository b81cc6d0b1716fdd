"""Who asks, behind a proxy: what it says is believed when it is named, and of nobody else."""

import asyncio
from typing import Any

import pytest

from comptoir.config.serving import behind


def asked_by(proxies: str, client: str, said: str) -> tuple[str, str]:
    """Whom the application takes the asker for, and by which scheme."""
    seen: list[tuple[str, str]] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append((scope["client"][0], scope["scheme"]))

    scope = {
        "type": "http", "client": (client, 5), "scheme": "http",
        "headers": [(b"x-forwarded-for", said.encode()), (b"x-forwarded-proto", b"https")],
    }  # fmt: skip
    asyncio.run(behind(application, proxies)(scope, None, None))  # type: ignore[arg-type]  # never called here
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "client", "said", "expected"),
    [
        ("", "127.0.0.1", "198.51.100.7", ("127.0.0.1", "http")),
        ("127.0.0.1", "127.0.0.1", "198.51.100.7", ("198.51.100.7", "https")),
        ("127.0.0.1", "192.0.2.9", "198.51.100.7", ("192.0.2.9", "http")),
        # What a stranger wrote in front is not believed: the proxy put its own word last.
        ("127.0.0.1", "127.0.0.1", "10.0.0.1, 198.51.100.7", ("198.51.100.7", "https")),
        ("10.1.0.0/16, 127.0.0.1", "10.1.2.3", "198.51.100.7", ("198.51.100.7", "https")),
    ],
)
def test_only_a_named_proxy_says_who_asks(proxies: str, client: str, said: str, expected: tuple[str, str]) -> None:
    assert asked_by(proxies, client, said) == expected
