"""`comptoir-agent`: the command line."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

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


def main() -> None:
    app()
