"""`comptoir witness`: its commands. What they do is in `comptoir.config.witness.command`, loaded when one runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

PORT = 8430

app = typer.Typer(name="witness", help="Cosign the heads of logs, for those who do not trust each other.")

Folder = Annotated[
    Path | None, typer.Option("--folder", help="Its folder: COMPTOIR_WITNESS_HOME, or ~/.local/share/comptoir-witness.")
]


@app.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    *,
    folder: Folder = None,
    name: Annotated[str, typer.Option(help="At the first start: the name for good, such as witness.you.example.")] = "",
    listen: Annotated[str, typer.Option(help="HOST:PORT; another host than this computer opens it to others.")] = (
        f"127.0.0.1:{PORT}"
    ),
    certificate: Annotated[Path | None, typer.Option(help="TLS: the certificate, with its chain (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="TLS: the certificate's key (PEM).")] = None,
) -> None:
    """Listen, and cosign the heads of the logs that are trusted, until it is stopped."""
    context.obj = folder or _usual_folder()
    if context.invoked_subcommand is None:
        from comptoir.config.witness.command import serve

        host, _, port = listen.rpartition(":")
        if not host or not port.isdigit():
            raise typer.BadParameter("HOST:PORT, such as 127.0.0.1:8430 or [::]:8430.")
        raise typer.Exit(
            serve(context.obj, name=name, host=host.strip("[]"), port=int(port), certificate=certificate, key=key)
        )


@app.command()
def trust(
    context: typer.Context,
    log: Annotated[str, typer.Argument(help="The log's key, as its shop's page of witnesses shows it.")],
    *,
    origin: Annotated[str, typer.Option(help="The log's name, where it is another than the key's.")] = "",
) -> None:
    """Cosign this log from now on; a witness that runs knows it at once."""
    from comptoir.config.witness.command import trust as trust_log

    raise typer.Exit(trust_log(context.obj, log, origin=origin))


@app.command()
def show(context: typer.Context) -> None:
    """List the logs with size and time, and what proves that one lied. 1 when something does."""
    from comptoir.config.witness.command import show as show_logs

    raise typer.Exit(show_logs(context.obj))


@app.command()
def roots(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to: one file for each log and day.")],
) -> None:
    """Write the newest cosigned heads as dated files, which `ots stamp` or any other time stamp takes."""
    from comptoir.config.witness.command import roots as write

    raise typer.Exit(write(context.obj, folder))


def _usual_folder() -> Path:
    chosen = os.environ.get("COMPTOIR_WITNESS_HOME")
    return Path(chosen) if chosen else Path.home() / ".local/share/comptoir-witness"
