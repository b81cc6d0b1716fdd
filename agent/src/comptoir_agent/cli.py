"""`comptoir-agent`: the command line."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comptoir_agent.settings import Settings, SettingsWrong, read_settings

if TYPE_CHECKING:
    from comptoir_agent.simulate.terminal import SerialDevice

app = typer.Typer(no_args_is_help=True, help="The program on a shop's hardware.")
simulate = typer.Typer(no_args_is_help=True, help="Virtual hardware, each a process of its own.")
app.add_typer(simulate, name="simulate")

Folder = Annotated[Path, typer.Option(help="Where the printed pages go, as PNG and as text.")]


@simulate.command()
def printer(
    folder: Folder = Path("printed"),
    port: Annotated[int, typer.Option(help="0 takes a free one and says which.")] = 9100,
    control_port: Annotated[int, typer.Option(help="Takes words: paper out, cover open, mute, drawer stuck …")] = 0,
    width: Annotated[int, typer.Option(help="Paper in millimetres: 58 or 80.")] = 80,
) -> None:
    """A receipt printer on a TCP port of this machine; tells on standard output what it does."""
    from comptoir_agent.simulate.paper import DOTS
    from comptoir_agent.simulate.printer import VirtualPrinter, say

    if width not in DOTS:
        raise typer.BadParameter("paper is 58 or 80 mm wide")
    try:
        asyncio.run(VirtualPrinter(folder, width_mm=width, report=say).serve(port, control_port))
    except KeyboardInterrupt:
        return


SHUTDOWN_SECONDS = 2.0

SettingsFile = Annotated[Path, typer.Argument(help="The agent's one file of settings (TOML).")]


@app.command()
def serve(settings: SettingsFile) -> None:
    """Serve the shop's tills until stopped."""
    import logging

    from aiohttp import web

    from comptoir_agent.service.app import NoCertificate, make_app, tls

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    found = _read(settings)
    try:
        context = tls(found)
    except NoCertificate as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(2) from None
    application = make_app(found, tls=context)
    web.run_app(
        application,
        host=found.host,
        port=found.port,
        ssl_context=context,
        print=None,
        access_log=None,
        # A till that waits for news of a job asks again; whoever stops the agent does not wait a minute for it.
        shutdown_timeout=SHUTDOWN_SECONDS,
    )


@app.command()
def pair(settings: SettingsFile) -> None:
    """Show a one-time code with which a till pairs, to scan or to type, within ten minutes."""
    import segno

    from comptoir_agent.service.pairs import Pairs, invitation_of

    found = _read(settings)
    code = Pairs(found.state).open_code()
    typer.echo(f"Type this at the till (Settings, Printers, Connect), within ten minutes:\n\n    {code}\n")
    typer.echo("or hold this before the till's camera or reader:\n")
    address = found.address or f"http://localhost:{found.port}"
    segno.make(invitation_of(address, code), error="m", micro=False).terminal(border=2, compact=True)


@app.command()
def join(
    settings: SettingsFile,
    invitation: Annotated[str, typer.Argument(help="What the back office shows: https://…/#code=…")],
) -> None:
    """Join a shop: its tills are let in by the server's word, and may leave entries here while it is out of reach."""
    from comptoir_agent.relay.certificate import NotCertified, fetch_certificate
    from comptoir_agent.relay.shop import JoinRefused, read_invitation
    from comptoir_agent.relay.shop import join as join_shop
    from comptoir_agent.service.app import VERSION
    from comptoir_agent.service.pairs import Pairs

    found = _read(settings)
    try:
        shop = asyncio.run(
            join_shop(
                found.state, Pairs(found.state), read_invitation(invitation),
                name=found.name, address=found.address, version=VERSION,
            )
        )  # fmt: skip
    except JoinRefused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None
    if found.wants_certificate:
        try:
            asyncio.run(fetch_certificate(found.state, shop))
        except NotCertified as refused:
            typer.echo(f"Joined, but without a certificate for {found.address}: {refused}", err=True)
            raise typer.Exit(1) from None
    typer.echo(f"Joined {shop.server}. Restart the agent's service now.")


@app.command()
def terminals(settings: SettingsFile) -> None:
    """List the card terminals of the settings: what each speaks, how well that is tested, whether it answers."""
    from comptoir_agent.paying.trying import list_terminals

    found = _read(settings)
    if not asyncio.run(list_terminals(found.terminals, typer.echo)):
        raise typer.Exit(1)


@app.command("pay-test")
def pay_test(
    settings: SettingsFile,
    terminal: Annotated[str, typer.Option(help="Its id in the settings; not needed where there is one.")] = "",
    amount: Annotated[int, typer.Option(min=1, max=100, help="In the smallest unit: 1 is a cent.")] = 1,
    currency: Annotated[int, typer.Option(min=1, max=999, help="ISO 4217's number.")] = 978,
) -> None:
    """Take a cent at a card terminal and give it back. Stop the agent's service before: one terminal has one desk."""
    from comptoir_agent.paying.terminals import Kind, Wish
    from comptoir_agent.paying.trying import try_payment

    found = _read(settings)
    wanted = [one for one in found.terminals if terminal in ("", one.id)]
    if len(wanted) != 1:
        typer.echo(f"Name one terminal: {', '.join(one.id for one in found.terminals) or 'there is none'}", err=True)
        raise typer.Exit(2)
    if not asyncio.run(try_payment(wanted[0], found.state, Wish(Kind.PAYMENT, amount, currency), typer.echo)):
        raise typer.Exit(1)


def _read(path: Path) -> Settings:
    try:
        return read_settings(path)
    except SettingsWrong as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from None


ControlPort = Annotated[int, typer.Option(help="Where a hand moves it: one word order a line. 0 takes a free port.")]


@simulate.command()
def scale(
    dialect: Annotated[str, typer.Option(help="dialog06 or cas")] = "dialog06", control_port: ControlPort = 0
) -> None:
    """A scale on a pseudo-terminal: put, move, lift, overload, negative, garble, mute, speak, demand."""
    from comptoir_agent.simulate.scale import VirtualScale
    from comptoir_agent.simulate.terminal import tell

    if dialect not in ("dialog06", "cas"):
        raise typer.BadParameter("a scale speaks dialog06 or cas")
    _plug_in(VirtualScale(dialect, tell), control_port)


@simulate.command()
def labels(
    folder: Folder = Path("labels"),
    port: Annotated[int, typer.Option(help="0 takes a free one and says which.")] = 9101,
    control_port: ControlPort = 0,
) -> None:
    """A label printer (ZPL) on a TCP port; keeps each label as text."""
    from comptoir_agent.simulate.labels import VirtualLabelPrinter
    from comptoir_agent.simulate.terminal import tell

    try:
        asyncio.run(VirtualLabelPrinter(folder, tell).serve(port, control_port))
    except KeyboardInterrupt:
        return


@simulate.command()
def terminal(
    ledger: Annotated[Path | None, typer.Option(help="Where it keeps what it took, one JSON object a line.")] = None,
    port: Annotated[int, typer.Option(help="0 takes a free one and says which.")] = 20_007,
    control_port: ControlPort = 0,
    driver: Annotated[
        str,
        typer.Option(
            help="What it speaks: zvt, zvt-serial, caisse-ap, concert (both on a line whose path it tells), nexo."
        ),
    ] = "zvt",
) -> None:
    """A card terminal; its words: approve, decline, busy, wait, card, tip, part, lose, cut, stale, stray, mute …"""
    from comptoir_agent.simulate.card_ledger import Ledger
    from comptoir_agent.simulate.card_terminals import MACHINES
    from comptoir_agent.simulate.terminal import tell

    if driver not in MACHINES:
        raise typer.BadParameter(f"a virtual terminal speaks {', '.join(MACHINES)}")
    try:
        asyncio.run(MACHINES[driver](tell, Ledger(ledger)).serve(port, control_port))
    except KeyboardInterrupt:
        return


@simulate.command()
def shell(
    printer: Annotated[str, typer.Option(help="Where the built-in printer stands: a virtual one.")] = "127.0.0.1:9100",
    port: Annotated[int, typer.Option(help="0 takes a free one and says which.")] = 9103,
    control_port: ControlPort = 0,
) -> None:
    """An all-in-one terminal around a till's page; "code CODE" and "tag TEXT" hold something in front of it."""
    from comptoir_agent.lines import Tcp
    from comptoir_agent.simulate.shell import VirtualShell, serve
    from comptoir_agent.simulate.terminal import tell

    host, _, number = printer.rpartition(":")
    if not host or not number.isdigit():
        raise typer.BadParameter("the printer's place is host:port")
    try:
        asyncio.run(serve(VirtualShell(Tcp(host, int(number)), tell), port, control_port, tell))
    except KeyboardInterrupt:
        return


@simulate.command()
def display(control_port: ControlPort = 0) -> None:
    """A customer display on a pseudo-terminal; tells both its lines when they change."""
    from comptoir_agent.simulate.display import VirtualDisplay
    from comptoir_agent.simulate.terminal import tell

    _plug_in(VirtualDisplay(tell), control_port)


@simulate.command()
def reader(control_port: ControlPort = 0) -> None:
    """A code reader on a pseudo-terminal; "scan CODE" at its control port types a code."""
    from comptoir_agent.simulate.reader import VirtualReader

    _plug_in(VirtualReader(), control_port)


@simulate.command()
def counter(
    folder: Folder = Path("counter"),
    printer_port: Annotated[int, typer.Option(help="0 takes a free one and says which.")] = 9100,
    labels_port: Annotated[int, typer.Option(help="0 takes a free one and says which.")] = 9101,
    page_port: Annotated[int, typer.Option(help="Where its page is, on this machine only.")] = 8491,
    terminal_port: Annotated[int, typer.Option(help="Its card terminal's (ZVT); 0 takes a free one.")] = 20007,
    codes: Annotated[Path | None, typer.Option(help='What can be scanned: a JSON list of {"name", "code"}.')] = None,
) -> None:
    """Everything on a counter in one process, with a page to weigh, scan, refuse a card and take the paper out.

    Scale, display and reader stand in the folder by these names, as lines for the agent's settings.
    """
    import json

    from comptoir_agent.simulate.counter import Ports, VirtualCounter
    from comptoir_agent.simulate.terminal import tell

    known = [] if codes is None else json.loads(codes.read_text(encoding="utf-8"))
    try:
        asyncio.run(
            VirtualCounter(folder, known, tell).serve(Ports(printer_port, labels_port, page_port, terminal_port))
        )
    except KeyboardInterrupt:
        return


def _plug_in(device: "SerialDevice", control_port: int) -> None:
    from comptoir_agent.simulate.terminal import serve, tell

    try:
        asyncio.run(serve(device, control_port, tell))
    except KeyboardInterrupt:
        return


def main() -> None:
    app()
