"""Entries that an agent keeps: genuine ones only, on the disk before the answer, once, and there after anything."""

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from comptoir_agent.relay import keep as keep_module
from comptoir_agent.relay.journal import (
    Certificate,
    Line,
    NotGenuine,
    check_line,
    read_certificate,
    read_line,
)
from comptoir_agent.relay.keep import KEPT_SECONDS, Full, Keep
from comptoir_agent.relay.shop import Invitation, JoinRefused, read_invitation

VECTORS = Path(__file__).resolve().parents[2] / "conformance" / "journal"
CHAIN = "0199f3a0-1000-7abc-9def-0123456789ab"
SEAL = b"A" * 86


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def line(sequence: int) -> Line:
    return read_line(SEAL + b" " + json.dumps({"chain": CHAIN, "sequence": sequence}).encode())


def keep(folder: Path, *sequences: int) -> list[bool]:
    return asyncio.run(Keep(folder).keep(CHAIN, [line(sequence) for sequence in sequences]))


def pending(folder: Path) -> list[int]:
    return [one.sequence for _, lines in Keep(folder).pending(500, 10**9) for one in lines]


def test_certificates_and_seals_are_judged_as_the_server_judges_them() -> None:
    issued, chain = vectors("certificate"), vectors("chain")
    certificate = read_certificate(issued["server_key"], issued["text"])

    for entry in chain["entries"]:
        found = read_line(f"{entry['seal']} {entry['text']}".encode())
        check_line(certificate, found)
        assert (found.digest, found.chain) == (entry["digest"], certificate.chain)
    assert certificate == Certificate(
        **{name: issued["certificate"][name] for name in Certificate.__dataclass_fields__}
    )
    for forged in [*issued["forged"], *issued["unreadable"]]:
        text = forged["text"] if isinstance(forged, dict) else forged
        with pytest.raises(NotGenuine, match="certificate_invalid"):
            read_certificate(issued["server_key"], text)


def test_one_changed_byte_and_another_key_are_seen() -> None:
    issued, chain = vectors("certificate"), vectors("chain")
    certificate = read_certificate(issued["server_key"], issued["text"])
    entry = chain["entries"][0]
    changed = read_line(f"{entry['seal']} {entry['text'].replace('chain_started', 'chain_stopped')}".encode())
    mine = read_line(f"{entry['seal']} {entry['text']}".encode())

    with pytest.raises(NotGenuine, match="wrong_till"):
        check_line(replace(certificate, till=CHAIN), mine)
    with pytest.raises(NotGenuine, match="bad_seal"):
        check_line(certificate, changed)
    for wrong in (b"", b"rubbish", SEAL + b" {}", SEAL + b" [1]", b"A" + b" " + entry["text"].encode()):
        with pytest.raises(NotGenuine, match="unreadable"):
            read_line(wrong)


def test_a_line_is_kept_once_and_found_after_a_restart(tmp_path: Path) -> None:
    assert keep(tmp_path, 1, 2, 2) == [True, True, False]
    assert keep(tmp_path, 2, 3) == [False, True]

    assert pending(tmp_path) == [1, 2, 3]
    assert (tmp_path / f"{CHAIN}.lines").read_bytes() == b"".join(line(n).raw + b"\n" for n in (1, 2, 3))


def test_half_a_line_from_a_power_cut_goes_and_the_next_one_stands_whole(tmp_path: Path) -> None:
    keep(tmp_path, 1)
    with (tmp_path / f"{CHAIN}.lines").open("ab") as stream:
        stream.write(line(2).raw[:40])

    assert pending(tmp_path) == [1]
    assert keep(tmp_path, 2) == [True]
    assert pending(tmp_path) == [1, 2]


def test_the_cursor_survives_and_a_rotten_line_moves_it_over_nothing(tmp_path: Path) -> None:
    keep(tmp_path, 1, 2, 3, 4)
    Keep(tmp_path).confirm(CHAIN, 2)
    path = tmp_path / f"{CHAIN}.lines"
    data = path.read_bytes()
    path.write_bytes(b"\xff" + data[1:])

    assert pending(tmp_path) == [3, 4]
    assert Keep(tmp_path).pending_count == 2


def test_a_full_disk_keeps_nothing_of_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path, 1)
    written = keep_module.write_all

    def fill_up(descriptor: int, data: bytes) -> None:
        written(descriptor, data[:50])
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(keep_module, "write_all", fill_up)
    kept = Keep(tmp_path)
    with pytest.raises(Full):
        asyncio.run(kept.keep(CHAIN, [line(2), line(3)]))
    monkeypatch.undo()

    assert (kept.pending_count, pending(tmp_path)) == (1, [1])
    assert asyncio.run(kept.keep(CHAIN, [line(2)])) == [True]
    assert pending(tmp_path) == [1, 2]


def test_two_deliveries_at_once_are_kept_once(tmp_path: Path) -> None:
    async def run() -> list[list[bool]]:
        kept = Keep(tmp_path)
        return await asyncio.gather(*(kept.keep(CHAIN, [line(1), line(2)]) for _ in range(5)))

    answers = asyncio.run(run())

    assert sorted(answers) == [[False, False]] * 4 + [[True, True]]
    assert pending(tmp_path) == [1, 2]


def test_what_the_server_has_goes_after_a_week_and_nothing_else(tmp_path: Path) -> None:
    async def run() -> list[int]:
        kept = Keep(tmp_path)
        await kept.keep(CHAIN, [line(1)])
        later = (tmp_path / f"{CHAIN}.lines").stat().st_mtime + KEPT_SECONDS + 1
        await kept.forget_old(later)
        counts = [kept.pending_count]
        kept.confirm(CHAIN, 1)
        await kept.forget_old(later - 2)
        counts.append(len(list(tmp_path.iterdir())))
        await kept.forget_old(later)
        return [*counts, len(list(tmp_path.iterdir()))]

    assert asyncio.run(run()) == [1, 2, 0]


def test_a_batch_for_the_server_is_bounded_by_lines_and_by_bytes(tmp_path: Path) -> None:
    keep(tmp_path, *range(1, 8))
    size = len(line(1).raw) + 1

    by_lines = [len(lines) for _, lines in Keep(tmp_path).pending(3, 10**9)]
    by_bytes = [len(lines) for _, lines in Keep(tmp_path).pending(500, 2 * size)]
    one_at_least = [len(lines) for _, lines in Keep(tmp_path).pending(500, 1)]

    assert (by_lines, by_bytes, one_at_least) == ([3], [2], [1])


def test_an_invitation_is_read_and_a_wrong_one_named() -> None:
    found = read_invitation(" https://comptoir.local:8443/#code=abc&authority=AB:CD ")

    assert found == Invitation("https://comptoir.local:8443", "abc", "abcd")
    assert read_invitation("http://localhost:8420/#code=abc").server == "http://localhost:8420"
    for wrong in ("abc", "https://comptoir.local:8443/", "http://192.168.1.2:8420/#code=abc", "ftp://x/#code=abc"):
        with pytest.raises(JoinRefused):
            read_invitation(wrong)
