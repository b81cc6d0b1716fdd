"""`comptoir-agent`: the command line."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from comptoir_agent.settings import Settings, SettingsWrong, read_settings

app = typer.Typer(no_args_is_help=True, help="The program on a shop's hardware.")
simulate = typer.Typer(no_args_is_help=True, help="Virtual hardware, each a process of its own.")
app.add_typer(simulate, name="simulate")

Folder = Annotated[Path, typer.Option(help="Where the printed pages go, as PNG and as text.")]


@simulate.command()
def printer(
    folder: Folder = Path("printed"),
    port: Annotated[int, typer.Option(help="0 takes a free one and says which.")] = 9100,
    control_port: Annotated[int, typer.Option(help="Takes words: paper out, cover open, offline …")] = 0,
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


SettingsFile = Annotated[Path, typer.Argument(help="The agent's one file of settings (TOML).")]


@app.command()
def serve(settings: SettingsFile) -> None:
    """Serve the shop's tills until stopped."""
    import logging

    from aiohttp import web

    from comptoir_agent.service.app import make_app, tls

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    found = _read(settings)
    web.run_app(make_app(found), host=found.host, port=found.port, ssl_context=tls(found), print=None, access_log=None)


@app.command()
def pair(settings: SettingsFile) -> None:
    """Show a one-time code with which a till pairs, within ten minutes."""
    from comptoir_agent.service.pairs import Pairs

    found = _read(settings)
    code = Pairs(found.state).open_code()
    typer.echo(f"Type this at the till (Settings, Printers, Connect), within ten minutes:\n\n    {code}\n")


def _read(path: Path) -> Settings:
    try:
        return read_settings(path)
    except SettingsWrong as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from None


def main() -> None:
    app()
