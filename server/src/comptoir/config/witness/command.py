"""What `comptoir witness` does: serve, trust a log, show, write roots. Each answers the process's exit code."""

from __future__ import annotations

import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from comptoir.config.witness.door import WitnessServer
from comptoir.config.witness.folder import FolderUnfit, LogState, WitnessFolder
from comptoir.config.witness.roots import write_roots
from comptoir.journal.signed_note import NoteUnreadable

KIND_WORDS = {
    "fork": "signed two different heads of one size: two histories",
    "unconnected": "signed a head that nothing shows to hold what was cosigned",
    "denied": "was set back to before heads that it had signed, and goes on under another name",
    "set_back": "was set back, says so, and goes on under another name",
}


def serve(path: Path, *, name: str, host: str, port: int, certificate: Path | None, key: Path | None) -> int:
    """Listen until it is stopped."""
    try:
        witness = WitnessFolder.make(path, name) if name else WitnessFolder(path)
        server = WitnessServer(witness, host, port, certificate=certificate, key=key)
    except (FolderUnfit, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        # From another thread: it waits for the loop that this one runs.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if certificate else "http"
    print(f"{witness.name} listens on {scheme}://{shown}:{server.server_address[1]}", flush=True)
    print(f"Its key: {witness.verifier}", flush=True)
    server.serve_forever(poll_interval=0.2)
    server.server_close()
    return 0


def trust(path: Path, key: str, *, origin: str) -> int:
    """Cosign this log from now on."""
    try:
        is_new = WitnessFolder(path).trust(key, origin=origin)
    except NoteUnreadable:
        print("This is no key of a log: it looks like comptoir/…+1a2b3c4d+AbCd…", file=sys.stderr)
        return 2
    except FolderUnfit as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print("It is trusted now." if is_new else "It was trusted already.")
    return 0


def show(path: Path) -> int:
    """Logs and evidence; 1 when there is any."""
    try:
        witness = WitnessFolder(path)
    except FolderUnfit as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"{witness.name}\n{witness.verifier}\n")
    logs, evidence = witness.logs(), witness.evidence()
    for one in logs:
        print("\n".join(_lines(one)))
    for found in evidence:
        print(f"{_moment(found.at)}: {found.origin} {KIND_WORDS[found.kind]}. Kept in {path / 'evidence'}.")
    if not logs:
        print("No log is trusted yet: comptoir witness trust KEY")
    return 1 if evidence else 0


def roots(path: Path, folder: Path) -> int:
    """The newest cosigned heads as files of this day."""
    try:
        heads = {one.origin: one.note for one in WitnessFolder(path).logs() if one.note}
    except FolderUnfit as refusal:
        print(refusal, file=sys.stderr)
        return 2
    for written in write_roots(folder, heads, datetime.now(UTC).date()):
        print(written)
    return 0


def _lines(log: LogState) -> list[str]:
    lines = [f"{log.origin}: nothing was cosigned yet"]
    if log.note:
        lines = [f"{log.origin}: {log.size} lines, cosigned {_moment(log.cosigned_at)}"]
    if log.ended is not None:
        lines.append(f"    the log says that it ended at {log.ended} and goes on under another name")
    if log.refused and log.refused_at >= log.cosigned_at:
        lines.append(
            f"    since then a head of {log.refused_size} lines was refused ({log.refused}), {_moment(log.refused_at)}"
        )
    return lines


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
