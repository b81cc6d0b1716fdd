"""`comptoir-verify FILE`, or `comptoir-verify --receipt TEXT`: 0 all is well, 1 it is not, 2 unreadable."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from comptoir_verify.export import Asked, verify_export
from comptoir_verify.findings import Finding, Report
from comptoir_verify.receipt import Brought, read_answer, verify_receipt
from comptoir_verify.sealing import Unreadable
from comptoir_verify.words import LANGUAGES, language_of, say

SPOKEN_ENTRIES = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, check, say."""
    given = _parser().parse_args(list(_joined(sys.argv[1:] if arguments is None else arguments)))
    language = given.language or language_of(os.environ)
    try:
        report = _receipt(given) if given.receipt else _export(given)
    except (Unreadable, OSError) as error:
        print(say(language, "no_export", {"what": str(error)}), file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    else:
        _speak(report, language, is_receipt=bool(given.receipt))
    return 1 if report.findings else 0


def _joined(arguments: Sequence[str]) -> Iterator[str]:
    """A key may begin with a dash, as an option does: `--key -Ab…` is one."""
    waiting = iter(arguments)
    for argument in waiting:
        following = next(waiting, None) if argument in ("--key", "--receipt", "--witness") else None
        yield argument if following is None else f"{argument}={following}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="comptoir-verify",
        description="Checks an export of Comptoir, or one receipt, without Comptoir.",
    )
    parser.add_argument("file", nargs="?", type=Path, help="what `comptoir export` wrote")
    parser.add_argument("--receipt", metavar="TEXT", help="the text of a receipt's code, or its address")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="of the receipt: a tlog-proof")
    parser.add_argument(
        "--answer", type=Path, metavar="FILE", help="of the receipt: what the shop's server answers, with both"
    )
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="of the receipt's till")
    parser.add_argument("--key", default="", metavar="KEY", help="the server's key, as tills keep it")
    parser.add_argument(
        "--head", action="append", default=[], type=Path, metavar="FILE", help="a signed head that you kept; repeatable"
    )
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="name+hash+key of a witness; repeatable"
    )
    parser.add_argument(
        "--jobs", "--processes", type=int, default=0, metavar="N", help="how many processes; one for each processor"
    )
    parser.add_argument("--language", choices=LANGUAGES, help="otherwise the system's")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _export(given: argparse.Namespace) -> Report:
    if given.file is None:
        raise Unreadable("FILE")
    said = 0

    def progress(entries: int) -> None:
        nonlocal said
        if entries // SPOKEN_ENTRIES > said:
            said = entries // SPOKEN_ENTRIES
            print(f"{said * SPOKEN_ENTRIES} …", file=sys.stderr)

    heads = [path.read_text(encoding="utf-8") for path in given.head]
    return verify_export(given.file, Asked(given.key, heads, given.witness, given.jobs), progress)


def _receipt(given: argparse.Namespace) -> Report:
    certificate = proof = ""
    if given.answer:
        certificate, proof = read_answer(given.answer.read_text(encoding="utf-8"), given.receipt)
    return verify_receipt(
        given.receipt,
        Brought(
            key=given.key,
            certificate=given.certificate.read_text(encoding="utf-8") if given.certificate else certificate,
            proof=given.proof.read_text(encoding="utf-8") if given.proof else proof,
            export=given.file,
            witnesses=tuple(given.witness),
        ),
    )


def _speak(report: Report, language: str, *, is_receipt: bool) -> None:
    for finding in report.findings:
        print(_line(finding, language))
    for remark in report.remarks:
        print(f"{say(language, 'remark', {})}: {_line(remark, language)}")
    if report.findings:
        end = say(language, "found", {"count": len(report.findings)})
    else:
        end = say(language, "receipt_good" if is_receipt else "all_good", {})
    if is_receipt:
        print(f"{report.name}: {end}")
        return
    counts: dict[str, str | int] = {
        "entries": report.entries, "chains": report.chains, "rows": report.rows, "lines": report.log_lines,
        "quarantined": report.quarantined,
    }  # fmt: skip
    print(f"{report.name}: {say(language, 'whole', counts)}: {end}")


def _line(finding: Finding, language: str) -> str:
    where = finding.document + (
        f" ({finding.entry})" if finding.entry and finding.entry not in finding.document else ""
    )
    said = say(language, finding.code, finding.details)
    return f"{where}: {said}" if where else said


if __name__ == "__main__":
    sys.exit(main())
