"""Roots, paths, notes, receipts and rows by themselves."""

import base64
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir_verify.cells import milliseconds
from comptoir_verify.cli import main
from comptoir_verify.notes import OF_A_LOG, Signer, read_head, read_proof
from comptoir_verify.receipt import Brought, proof_text, read_answer, read_essentials, verify_receipt
from comptoir_verify.rows import rows_of, turnover
from comptoir_verify.sealing import Unreadable, from_base64url
from comptoir_verify.tree import EMPTY_ROOT, Growing, leaf_hash, leaf_text, parent_hash, root_by_path
from comptoir_verify.words import LANGUAGES, language_of, say, words
from tests.sealed import CHAIN, ORGANIZATION, b64, certificate, es256, note, server_public

# RFC 6962's own example data, as google/certificate-transparency tests it: roots over 1 to 8 leaves.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def path_of(leaves: list[bytes], index: int) -> list[bytes]:
    """RFC 6962 §2.1.1, word for word."""

    def root(of: list[bytes]) -> bytes:
        if len(of) == 1:
            return of[0]
        split = 1 << (len(of) - 1).bit_length() - 1
        return parent_hash(root(of[:split]), root(of[split:]))

    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*path_of(leaves[:split], index), root(leaves[split:])]
    return [*path_of(leaves[split:], index - split), root(leaves[:split])]


def test_roots_are_those_of_the_rfc() -> None:
    tree = Growing()
    assert tree.root() == EMPTY_ROOT
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.add(leaf_hash(leaf))
        assert tree.root().hex() == root


def test_each_leaf_leads_to_each_root_and_nowhere_by_another_way() -> None:
    tree, leaves = Growing(), []
    for number in range(40):
        leaves.append(leaf_hash(b"%d" % number))
        tree.add(leaves[-1])
        for index, leaf in enumerate(leaves):
            path = path_of(leaves, index)
            assert root_by_path(leaf, index, tree.size, path) == tree.root()
            assert root_by_path(leaf, index, tree.size, [*path, bytes(32)]) is None
            if path:
                assert root_by_path(leaf, index, tree.size, path[:-1]) is None
    assert root_by_path(leaves[0], 40, 40, []) is None


def test_a_head_is_believed_by_its_key_alone() -> None:
    server, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    head = read_head(note(server, 3, bytes(32)))
    name = f"comptoir/{ORGANIZATION}"

    assert (head.origin, head.size, head.root, head.age, head.before) == (name, 3, bytes(32), 1, "")
    assert head.signed_at(Signer(name, OF_A_LOG, server.public_key().public_bytes_raw())) == 0
    assert head.signed_at(Signer(name, OF_A_LOG, other.public_key().public_bytes_raw())) is None
    with pytest.raises(Unreadable):
        read_head(note(server, 3, bytes(32)).replace("\n3\n", "\n03\n"))


def test_a_later_age_says_where_the_one_before_ended() -> None:
    text = "comptoir/x/2\n4\n" + base64.b64encode(bytes(32)).decode() + "\nafter comptoir/x 9 AAAA\n"
    head = read_head(f"{text}\n\u2014 a {base64.b64encode(bytes(70)).decode()}\n")
    assert (head.age, head.before) == (2, "comptoir/x 9")


def receipt_of(till: ec.EllipticCurvePrivateKey, digest: str, gross: int = 250) -> str:
    chain = b64(bytes.fromhex(CHAIN.replace("-", "")))
    claim = f"1.{chain}.3.{gross}.EUR.1790000000.{b64(bytes.fromhex(digest))}"
    return f"{claim}.{es256(till, b'comptoir-receipt-v1' + chr(10).encode() + claim.encode())}"


def test_a_receipt_is_checked_up_to_the_signed_head() -> None:
    server, till = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    digest, entry = sha256(b"a sale").hexdigest(), "01900000-0000-7000-8000-0000000000e3"
    leaf = leaf_text("sales.entry", entry, digest)
    leaves = [leaf_hash(b"one"), leaf_hash(b"two"), leaf_hash(leaf)]
    tree = Growing()
    for one in leaves:
        tree.add(one)
    proof = proof_text(2, path_of(leaves, 2), leaf, note(server, 3, tree.root()))
    brought = Brought(server_public(server), certificate(server, till), proof)
    text = "https://shop.example/r/#" + receipt_of(till, digest)

    assert read_essentials(text).digest == digest
    report = verify_receipt(text, brought)
    assert (report.findings, report.name) == ([], "A1-1-3")
    assert read_proof(proof).extra == leaf

    def codes(receipt: str, key: str = brought.key, shown: str = proof) -> list[str]:
        with_other = Brought(key, brought.certificate, shown)
        return [finding.code for finding in verify_receipt(receipt, with_other).findings]

    logged = {
        "topic": "sales.entry", "subject": entry, "index": 2, "note": note(server, 3, tree.root()),
        "path": [base64.b64encode(one).decode() for one in path_of(leaves, 2)],
    }  # fmt: skip
    answer = json.dumps({"certificate": brought.certificate, "logged": logged})
    assert read_answer(answer, text) == (brought.certificate, proof)
    assert read_answer(json.dumps({"certificate": "x", "logged": None}), text) == ("x", "")
    with pytest.raises(Unreadable):
        read_answer("{}", text)

    other = Ed25519PrivateKey.generate()
    assert codes(receipt_of(ec.generate_private_key(ec.SECP256R1()), digest)) == ["receipt_seal"]
    assert codes(receipt_of(till, sha256(b"another").hexdigest())) == ["proof_other"]
    assert codes(text, key=server_public(other)) == ["certificate", "head_signature"]
    assert codes(text, shown=proof.replace("index 2", "index 1")) == ["proof_root"]
    with pytest.raises(Unreadable):
        verify_receipt("https://shop.example/r/#1.2.3", brought)


def test_base64url_has_one_spelling() -> None:
    assert from_base64url("AAA", 2) == bytes(2)
    assert from_base64url("AAB", 2) is None
    assert from_base64url("AAA=", 2) is None


def test_moments_of_tills_and_of_tables_are_the_same_milliseconds() -> None:
    assert milliseconds("2026-11-22T12:13:14.120+01:00") == milliseconds("2026-11-22 11:13:14.12+00") == "1795345994120"


def test_what_came_back_is_told_from_what_was_sold() -> None:
    assert turnover("sale", {"gross": 100, "returned": -20}) == (120, -20)
    assert turnover("refund", {"gross": -30}) == (0, -30)
    assert turnover("payment", {"gross": -5}) == (0, -5)
    assert turnover("tender_correction", {"gross": 7}) == (0, 0)
    assert turnover("copy", {"gross": 7}) == (0, 0)


def test_a_body_that_is_none_makes_no_rows() -> None:
    envelope = {"till": "t", "device_time": "2026-11-22T12:13:14.120+01:00", "body": {"lines": []}}
    assert rows_of("sale", envelope) == rows_of("order", envelope) == rows_of("late_tip", envelope) == []


def test_every_word_is_there_in_every_language_with_the_same_places() -> None:
    for code, said in words().items():
        assert set(said) == set(LANGUAGES), code
        assert len({tuple(sorted(set(re.findall(r"{(\w+)}", text)))) for text in said.values()}) == 1, code
    assert say("de", "gap", {"missing": "A1-1-2"}) == "der Eintrag davor fehlt: A1-1-2"
    assert [language_of({"LANG": text}) for text in ("fr_FR.UTF-8", "de", "it_IT", "C")] == ["fr", "de", "en", "en"]


def test_what_is_no_export_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    assert main([str(tmp_path / "x.zip"), "--language", "fr"]) == 2
    assert capsys.readouterr().err.startswith("Ceci est illisible")
