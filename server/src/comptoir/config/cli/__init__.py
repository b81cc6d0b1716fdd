"""The command `comptoir`. Each command loads what it needs when it runs, so that `comptoir --help` is instant."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from comptoir.config.cli.witness import app as witness_app

LOCAL_PORT = 8420
LAN_PORT = 8443
LAN_NAME = "comptoir.local"

app = typer.Typer(
    name="comptoir",
    help="An open, self-hosted mobile point of sale. Its data lies in COMPTOIR_HOME (~/.local/share/comptoir).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(witness_app)

Host = Annotated[str | None, typer.Option(help="The address to listen on: this computer only, or all with --lan.")]
Port = Annotated[int | None, typer.Option(help="The port, kept for good: tills know the shop by it.")]
Lan = Annotated[bool, typer.Option("--lan", help="Open it to phones on this network, with TLS under a fixed name.")]
LanName = Annotated[str, typer.Option(help="The name for --lan; phones trust this name only.")]
Processes = Annotated[int, typer.Option(min=1, help="Server processes; one a core is most.")]


@app.command()
def demo(
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Erase the demo shop and begin again.")] = False,
    country: Annotated[str, typer.Option(help="Another country's small shop, with its law's demonstration: at.")] = "",
    lan: Lan = False,
    lan_name: LanName = LAN_NAME,
    host: Host = None,
    port: Port = None,
) -> None:
    """Open the demo shop: filled shelves, past sales, ready to sell. It goes on where it was."""
    from comptoir.config.cli.opening import open_shop

    open_shop(is_demo=True, reset=reset, lan=lan, lan_name=lan_name, host=host, port=port, processes=1, country=country)


@app.command()
def serve(
    *,
    lan: Lan = False,
    lan_name: LanName = LAN_NAME,
    host: Host = None,
    port: Port = None,
    processes: Processes = 1,
) -> None:
    """Open this Comptoir: the database, the server and the worker, kept running."""
    from comptoir.config.cli.opening import open_shop

    open_shop(is_demo=False, reset=False, lan=lan, lan_name=lan_name, host=host, port=port, processes=processes)


@app.command()
def worker() -> None:
    """Only the background work, for a machine of its own; `serve` and `demo` already run one."""
    from comptoir.config.cli.opening import run_worker

    raise typer.Exit(run_worker())


@app.command()
def migrate() -> None:
    """Bring the database to this version."""
    from comptoir.config.migrating import main as migrate_home

    raise typer.Exit(migrate_home([]))


@app.command()
def status(
    *,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop's.")] = False,
) -> None:
    """Say how this Comptoir is: running or not, versions, tills with unsent entries, incidents."""
    from comptoir.config.cli.status import show_status

    raise typer.Exit(show_status(as_json=json, is_demo=demo))


@app.command()
def verify(
    *,
    organization: Annotated[str | None, typer.Option(help="Only this organization (its identifier).")] = None,
    held: Annotated[
        Path | None,
        typer.Option(help="What tills and customers hold: a receipt's code, or chain number digest, a line."),
    ] = None,
    head: Annotated[
        list[Path] | None, typer.Option(help="A signed head of the log that a witness kept; repeatable.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop's entries.")] = False,
    witness: Annotated[
        list[str] | None, typer.Option(help="A witness's folder or address: what it cosigned must be in the log.")
    ] = None,
) -> None:
    """Read every stored entry again and check its digest, its seal, its chain and what was derived from it."""
    from comptoir.config.cli.verify import verify_entries

    raise typer.Exit(
        verify_entries(organization=organization, is_demo=demo, held=held, heads=head or [], witnesses=witness or [])
    )


@app.command("log-roots")
def log_roots(
    folder: Annotated[Path, typer.Argument(help="Where to: one file for each shop and day.")],
    *,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop's.")] = False,
) -> None:
    """Write the newest signed head of each log as a dated file, which `ots stamp` or any other time stamp takes."""
    from comptoir.config.cli.log_roots import write_log_roots

    raise typer.Exit(write_log_roots(folder, is_demo=demo))


@app.command()
def register(
    *,
    form: Annotated[str, typer.Option(help="json (with every column), markdown, or html.")] = "markdown",
    organization: Annotated[str | None, typer.Option(help="Which organization (its identifier).")] = None,
    language: Annotated[str, typer.Option(help="fr, de or en; without, the shop's.")] = "",
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop's.")] = False,
) -> None:
    """Print the register of processing (GDPR art. 30), made from what this program keeps and what is set up."""
    from comptoir.config.cli.register import print_register

    raise typer.Exit(print_register(form, organization=organization, language=language, is_demo=demo))


@app.command("export")
def export_shop(
    file: Annotated[Path, typer.Argument(help="The file to write, such as shop.zip.")],
    *,
    organization: Annotated[str | None, typer.Option(help="Which organization (its identifier).")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop.")] = False,
) -> None:
    """Write everything of a shop into one file of open formats, while it goes on selling."""
    from comptoir.config.cli.carrying import export_shop as export

    raise typer.Exit(export(file, organization=organization, is_demo=demo))


@app.command("import")
def import_shop(file: Annotated[Path, typer.Argument(help="A file that `comptoir export` wrote.")]) -> None:
    """Read an export into this Comptoir, which must be empty, and verify every entry."""
    from comptoir.config.cli.carrying import import_shop as read

    raise typer.Exit(read(file))


@app.command("backup")
def backup(
    act: Annotated[
        str, typer.Argument(help="`setup`: where and how often. `list`: what is there. Without: one now.")
    ] = "now",
    *,
    to: Annotated[str, typer.Option(help="For setup: a folder, or s3://bucket/prefix.")] = "",
    every: Annotated[int, typer.Option(help="For setup: every so many hours.")] = 24,
    keep: Annotated[int, typer.Option(help="For setup: so many of the newest stay.")] = 14,
    endpoint: Annotated[str, typer.Option(help="For setup of a store that is not Amazon's: its address.")] = "",
    region: Annotated[str, typer.Option(help="For setup of a store: its region.")] = "us-east-1",
    key_id: Annotated[str, typer.Option(help="For setup of a store: the access key's identifier.")] = "",
    new_keys: Annotated[
        bool, typer.Option("--new-keys", help="For setup: other recovery keys, for new backups.")
    ] = False,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop's.")] = False,
) -> None:
    """Copy the books and the secrets, sealed, to a folder or a store, and restore the copy to try it."""
    from comptoir.config.cli.backup import back_up, list_backups, set_up
    from comptoir.platform.backups.plan import Plan

    if act == "setup":
        if not to:
            raise typer.BadParameter("setup needs --to")
        wish = Plan(to, "", "", every_hours=every, keep=keep, endpoint=endpoint, region=region, key_id=key_id)
        raise typer.Exit(set_up(wish, renew_keys=new_keys, is_demo=demo))
    if act == "list":
        raise typer.Exit(list_backups(is_demo=demo))
    if act != "now":
        raise typer.BadParameter("setup, list, or nothing")
    raise typer.Exit(back_up(is_demo=demo))


@app.command("restore")
def restore(
    file: Annotated[str, typer.Argument(help="A backup of the books: a file, a name at its place, or `latest`.")],
    *,
    secrets: Annotated[str, typer.Option(help="The backup of the secrets, for a machine that has none.")] = "",
    drill: Annotated[bool, typer.Option("--drill", help="Only try it, in a database that goes away again.")] = False,
    without_secrets: Annotated[
        bool, typer.Option("--without-secrets", help="They are lost: every till will be enrolled anew.")
    ] = False,
) -> None:
    """Begin again from a backup; the tills send what is newer than it. It asks for the recovery keys."""
    from comptoir.config.cli.restore import restore as begin

    raise typer.Exit(begin(file, secrets=secrets, drill=drill, without_secrets=without_secrets))


@app.command("rolled-back")
def rolled_back() -> None:
    """Say that the database was brought back in time by other means, such as PostgreSQL's own point in time."""
    from comptoir.config.cli.restore import tell_rolled_back

    raise typer.Exit(tell_rolled_back())


@app.command("rebuild-reports")
def rebuild_reports(*, demo: Annotated[bool, typer.Option("--demo", help="The demo shop's.")] = False) -> None:
    """Count every report again from the stored entries, while the shop goes on selling, and say what was off."""
    from comptoir.config.cli.reports import rebuild_reports as rebuild

    raise typer.Exit(rebuild(is_demo=demo))


@app.command("reset-second-step")
def reset_second_step(
    email: Annotated[str, typer.Argument(help="The address that somebody signs in with.")],
    *,
    passkeys: Annotated[bool, typer.Option("--passkeys", help="Their passkeys, too.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop's.")] = False,
) -> None:
    """Let somebody who lost phone and recovery codes sign in by password alone; each of their shops' events says so."""
    from comptoir.config.cli.second_step import reset_second_step as reset

    raise typer.Exit(reset(email, with_passkeys=passkeys, is_demo=demo))


@app.command("secrets")
def secrets(
    act: Annotated[str, typer.Argument(help="`rotate`: a new key for accounts with payment providers.")],
    *,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop's.")] = False,
) -> None:
    """Seal the secrets that the database keeps under a new key, and forget the old one."""
    from comptoir.config.cli.secrets import rotate_secrets

    if act != "rotate":
        raise typer.BadParameter("rotate is all there is")
    raise typer.Exit(rotate_secrets(is_demo=demo))


@app.command()
def peer(
    name: Annotated[str, typer.Argument(help="adyen, alipay, mollie, square, stripe, sumup, viva or wechat.")],
    *,
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.")] = 0,
) -> None:
    """Simulate a payment provider on this computer, to try and to test: it moves no money."""
    from comptoir.links.peers import PAGES
    from comptoir.payments.peers.command import run_peer

    raise typer.Exit(run_peer(name, port, PAGES))


@app.command()
def simulate(
    *,
    seed: Annotated[int, typer.Option(min=0, help="The first history's seed; the same seed is the same history.")] = 1,
    histories: Annotated[int, typer.Option(min=0, help="How many, one after the other, on one core.")] = 1_000,
    begin: Annotated[
        int | None, typer.Option("--from", min=0, help="Go on at this seed of a run that was stopped.")
    ] = None,
    scenario: Annotated[str | None, typer.Option(help="A named one, such as two-tabs or timeout-after-commit.")] = None,
    real: Annotated[int, typer.Option(min=0, help="Then so many with the till in Node and PostgreSQL, compared.")] = 0,
    trace: Annotated[bool, typer.Option("--trace", help="Only this seed, with everything that happens.")] = False,
) -> None:
    """Let chance break tills, lines, relay and server, and count sales that are lost or doubled; ends with JSON."""
    from comptoir.config.cli.simulating import run

    raise typer.Exit(run(seed=seed, histories=histories, begin=begin, scenario=scenario, real=real, is_traced=trace))


@app.command("archive")
def archive(
    last: Annotated[str, typer.Argument(help="The last day, such as 2026-11-30: it must be over.")],
    *,
    organization: Annotated[str | None, typer.Option(help="Which organization (its identifier).")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop.")] = False,
) -> None:
    """Archive everything that tills sealed up to a day and no archive holds yet, in one signed file."""
    from comptoir.config.cli.fiscal import archive as make

    raise typer.Exit(make(last, organization=organization, is_demo=demo))


@app.command("verify-archive")
def verify_archive(
    file: Annotated[Path, typer.Argument(help="A file that Comptoir archived.")],
    *,
    key: Annotated[str, typer.Option(help="The server's public key, as the shop told it.")] = "",
) -> None:
    """Check an archive by its own bytes: no database and no secret is needed."""
    from comptoir.config.cli.fiscal import verify_archive as check

    raise typer.Exit(check(file, key=key))


@app.command("data-pack")
def data_pack(
    act: Annotated[str, typer.Argument(help="`add`: a signed table of a country.")],
    file: Annotated[Path, typer.Argument(help="The pack.")],
    *,
    demo: Annotated[bool, typer.Option("--demo", help="The demo shop's database.")] = False,
) -> None:
    """Add newer tables of a country, signed by a publisher in COMPTOIR_PUBLISHERS, without a release."""
    from comptoir.config.cli.fiscal import add_data_pack

    if act != "add":
        raise typer.BadParameter("add is all there is")
    raise typer.Exit(add_data_pack(file, is_demo=demo))


@app.command("build")
def build(*, files: Annotated[bool, typer.Option("--files", help="Each file with its SHA-256.")] = False) -> None:
    """Say which program this is: name, version, and the fingerprint over all its files."""
    from comptoir.config.cli.fiscal import print_build

    raise typer.Exit(print_build(with_files=files))


@app.command("scripts")
def scripts() -> None:
    """List every script that a page may load, with its digest, for an inventory (PCI DSS 6.4.3)."""
    from comptoir.config.cli.scripts import print_scripts

    raise typer.Exit(print_scripts())


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="A folder of benchmarks/.")],
    *,
    quick: Annotated[bool, typer.Option("--quick", help="A short run: checks the bench, not the machine.")] = False,
    rounds: Annotated[
        int | None, typer.Option(min=5, help="Of `kill`: so many kills, over all that is killed.")
    ] = None,
) -> None:
    """Measure one published figure; the last line of the output is JSON."""
    from comptoir.config.cli.bench import run_bench

    raise typer.Exit(run_bench(name, quick=quick, rounds=rounds or 0))


def main() -> None:
    """The entry point."""
    if sys.platform == "win32":
        sys.exit("Comptoir's server runs on Linux and macOS; on Windows use its Linux subsystem.")
    os.umask(os.umask(0o077) | 0o027)  # never wider than the person's own choice, and closed to others
    app()
