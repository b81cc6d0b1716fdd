"""A stream of nudges. The till then pulls what is new by its own cursor."""

import asyncio
import contextlib

from comptoir.edge.http import Receive, Scope, Send
from comptoir.edge.news import Subscriber
from comptoir.edge.problems import head
from comptoir.edge.services import Services, authenticate, require_trusted

HEARTBEAT_SECONDS = 25.0


async def stream(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Say hello with the newest position, then each change, and something every 25 seconds.

    Hello is said again when the database was away: what the till could not deliver goes now.
    It ends when the device goes away, when it is revoked, and when the server stops.
    """
    device = await require_trusted(services, scope)
    sender = device.sender
    subscriber = services.news.subscribe(sender.organization, sender.store, sender.chain)
    gone = asyncio.create_task(_wait_until_gone(receive))
    closing = asyncio.create_task(services.closing.wait())
    try:
        # Revoked between the look-up and the subscription: nobody would say so again.
        subscriber.is_revoked = (await authenticate(services, scope)).is_revoked
        headers = [*head(b"text/event-stream", None), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
        subscriber.position = await services.news.position(device.sender.organization)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        subscriber.changed.set()
        while not gone.done() and not closing.done():
            news = await _next(subscriber, gone, closing)
            await _say(send, news)
            if subscriber.is_revoked:
                break
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except OSError:
        return
    finally:
        services.news.unsubscribe(subscriber)
        for task in (gone, closing):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _next(subscriber: Subscriber, gone: "asyncio.Task[None]", closing: "asyncio.Task[bool]") -> bytes:
    changed = asyncio.create_task(subscriber.changed.wait())
    await asyncio.wait((changed, gone, closing), timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    changed.cancel()
    if not subscriber.changed.is_set():
        return b": still here\n\n"
    subscriber.changed.clear()
    if subscriber.is_revoked:
        return b"event: revoked\ndata: {}\n\n"
    # A hello says all of it at once.
    word = b"event: told\ndata: {}\n\n" if subscriber.has_word and subscriber.is_greeted else b""
    event, subscriber.is_greeted = (b"catalog" if subscriber.is_greeted else b"hello"), True
    subscriber.has_word = False
    return b'%sevent: %s\ndata: {"position":%d}\n\n' % (word, event, subscriber.position or 0)


async def _say(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
