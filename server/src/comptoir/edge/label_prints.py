"""Labels that the office sends to a printer of the store: the agent that serves it fetches them."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.agents import AgentSender, admit
from comptoir.edge.database import in_thread
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services
from comptoir.labels.commands import HearPrinters, PrinterSeen, PrintSeen
from comptoir.labels.public import PrintNews, hear_printers

Millimetres = Annotated[int, msgspec.Meta(ge=10, le=400)]


class ServedPrinter(msgspec.Struct, frozen=True):
    """A label printer of the agent's settings."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    name: Annotated[str, msgspec.Meta(max_length=80)]
    width_mm: Millimetres
    height_mm: Millimetres


class Standing(msgspec.Struct, frozen=True):
    """What became of labels that were fetched."""

    id: UUID
    state: Annotated[str, msgspec.Meta(max_length=20)]
    trouble: Annotated[str, msgspec.Meta(max_length=20)] = ""


class Asked(msgspec.Struct, frozen=True):
    """What the agent serves, and how that stands which the last answer named."""

    printers: Annotated[list[ServedPrinter], msgspec.Meta(max_length=50)]
    prints: Annotated[list[Standing], msgspec.Meta(max_length=100)] = []


class ToPrint(msgspec.Struct, frozen=True):
    """Labels for a printer, in its own language."""

    id: UUID
    printer: str
    zpl: str


class Answer(msgspec.Struct, frozen=True):
    """`watch`: tell about these again. `take_back`: print them no more, where nothing was sent to the printer."""

    print: list[ToPrint]
    watch: list[UUID]
    take_back: list[UUID]


_ASKED = msgspec.json.Decoder(Asked)


async def fetch(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Hand over what is to be printed; labels that the agent has are not handed over again."""
    agent = await admit(services, scope)
    asked = await read_json(scope, receive, _ASKED)
    if any("\0" in one.id + one.name for one in asked.printers) or any("\0" in one.trouble for one in asked.prints):
        raise Problem(422, "edge.body_invalid")
    news = await asyncio.to_thread(in_thread, lambda: _hear(agent, asked))
    to_print = [ToPrint(job.pk, job.printer, job.zpl) for job in news.to_print]
    await send_json(send, Answer(to_print, list(news.watched), list(news.unwanted)))


def _hear(agent: AgentSender, asked: Asked) -> PrintNews:
    return hear_printers(
        HearPrinters(
            organization=agent.organization,
            store=agent.store,
            agent=agent.agent,
            printers=tuple(
                PrinterSeen(id=one.id, name=one.name, width_mm=one.width_mm, height_mm=one.height_mm)
                for one in asked.printers
            ),
            prints=tuple(PrintSeen(id=one.id, state=one.state, trouble=one.trouble) for one in asked.prints),
            now=datetime.now(UTC),
        )
    )
