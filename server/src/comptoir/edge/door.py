"""The device door: routes, authentication, limits. One object for each process."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import unquote_plus

from comptoir.edge import (
    agents,
    articles,
    attempts,
    catalog,
    chains,
    code_payments,
    customers,
    enrol,
    entries,
    events,
    exchange,
    label_prints,
    links,
    lots,
    lowest_prices,
    notes,
    orders,
    own_pin,
    parked,
    photos,
    receipts,
    relay,
    renew,
    requests,
    scanned,
    sealing,
    shelf,
    status,
    stock,
    terminals,
    told,
    vouchers,
)
from comptoir.edge.database import AWAY, open_pool
from comptoir.edge.http import ClientGone, Receive, Scope, Send, send_problem
from comptoir.edge.news import News
from comptoir.edge.problems import Problem, problem_of
from comptoir.edge.services import Services
from comptoir.edge.snapshots import Snapshots
from comptoir.edge.tokens import Tokens
from comptoir.edge.writer import Writer
from comptoir.kernel import DomainError
from comptoir.kernel.card_numbers import holds_card_number

log = logging.getLogger(__name__)

Endpoint: TypeAlias = Callable[[Services, Scope, Receive, Send], Awaitable[None]]

PREFIX = "/edge/v1"
ENTRIES = f"{PREFIX}/entries"
ROUTES: dict[str, tuple[str, Endpoint]] = {
    ENTRIES: ("POST", entries.deliver),
    f"{PREFIX}/relay": ("POST", relay.deliver),
    f"{PREFIX}/agents/join": ("POST", agents.join),
    f"{PREFIX}/agents/status": ("POST", agents.report),
    f"{PREFIX}/agents/labels": ("POST", label_prints.fetch),
    f"{PREFIX}/agents/certificate": ("POST", agents.certify),
    f"{PREFIX}/enrol": ("POST", enrol.enrol),
    f"{PREFIX}/exchange-key": ("POST", exchange.exchange),
    f"{PREFIX}/articles": ("POST", articles.add),
    f"{PREFIX}/attempts": ("POST", attempts.take),
    f"{PREFIX}/catalog": ("GET", catalog.manifest),
    f"{PREFIX}/catalog/changes": ("GET", catalog.changes),
    f"{PREFIX}/chains": ("POST", chains.compare),
    f"{PREFIX}/present": ("POST", enrol.present),
    f"{PREFIX}/events": ("GET", events.stream),
    f"{PREFIX}/cards": ("POST", customers.cards),
    f"{PREFIX}/code-payments": ("POST", code_payments.tell),
    f"{PREFIX}/customers": ("POST", customers.accounts),
    f"{PREFIX}/orders": ("POST", orders.orders),
    f"{PREFIX}/scanned": ("POST", scanned.scanned),
    f"{PREFIX}/stock": ("POST", stock.stock),
    f"{PREFIX}/links": ("POST", links.follow),
    f"{PREFIX}/lots": ("POST", lots.lots),
    f"{PREFIX}/lowest-prices": ("POST", lowest_prices.find),
    f"{PREFIX}/notes": ("POST", notes.take),
    f"{PREFIX}/parked": ("POST", parked.share),
    f"{PREFIX}/pin": ("POST", own_pin.change),
    f"{PREFIX}/receipts": ("POST", receipts.find),
    f"{PREFIX}/renew-key": ("POST", renew.renew),
    f"{PREFIX}/sealing": ("POST", sealing.seal),
    f"{PREFIX}/requests": ("POST", requests.take),
    f"{PREFIX}/shelf": ("POST", shelf.take),
    f"{PREFIX}/status": ("POST", status.report),
    f"{PREFIX}/terminals": ("POST", terminals.terminals),
    f"{PREFIX}/told": ("POST", told.tell),
    f"{PREFIX}/vouchers": ("POST", vouchers.answer),
}


class Door:
    """An ASGI application for `/edge/*`. `start` and `stop` belong to the server's lifespan."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._services: Services | None = None

    async def start(self) -> None:
        pool = await open_pool(self._dsn)
        tokens = Tokens(pool)
        services = Services(pool, tokens, News(self._dsn, pool, tokens), Writer(self._dsn), Snapshots(pool))
        services.writer.start()
        services.news.start()
        self._services = services

    def end_streams(self) -> None:
        if self._services is not None:
            self._services.closing.set()

    async def stop(self) -> None:
        """Streams end first, then what has arrived is written, then the connections close."""
        services, self._services = self._services, None
        if services is None:
            return
        services.closing.set()
        await services.news.stop()
        await services.writer.stop()
        services.pool.terminate()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            services = self._services
            if services is None:
                raise Problem(503, "edge.unavailable", retry_after=1)
            _refuse_card_numbers(scope)
            await _endpoint(scope)(services, scope, receive, send)
        except Problem as problem:
            await send_problem(send, problem)
        except DomainError as error:
            await send_problem(send, problem_of(error))
        except ClientGone:
            return
        except AWAY as error:
            log.warning("the database is away: %r", error)
            await send_problem(send, Problem(503, "edge.unavailable", retry_after=1))


def _refuse_card_numbers(scope: Scope) -> None:
    """Addresses and what they ask end in logs: they are looked at as bodies are."""
    query: bytes = scope.get("query_string", b"")
    if holds_card_number(scope["path"]) or (query and holds_card_number(unquote_plus(query.decode("latin-1")))):
        raise Problem(422, "edge.card_number")


def _endpoint(scope: Scope) -> Endpoint:
    path: str = scope["path"]
    # These say their own methods.
    if path.startswith(terminals.TERMINALS):
        return terminals.at_terminal
    if path.startswith(links.LINKS):
        return links.at_link
    if path.startswith(terminals.ATTEMPTS):
        return terminals.at_attempt
    method, endpoint = ROUTES.get(path, ("", None))
    if endpoint is None and path.startswith(catalog.CHUNKS):
        method, endpoint = "GET", catalog.chunk
    elif endpoint is None and path.startswith(photos.PHOTOS):
        method, endpoint = "GET", photos.photo
    if endpoint is None:
        raise Problem(404, "edge.not_found")
    if scope["method"] != method:
        raise Problem(405, "edge.method")
    return endpoint
