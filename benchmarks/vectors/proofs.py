"""Vectors of proofs, texts and signatures as their makers wrote them: what to ask, and what must be answered."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comptoir.journal.canonical import canonicalize
from comptoir.journal.merkle import ProofWrong, verify_inclusion


@dataclass(frozen=True, slots=True)
class Vector:
    """One vector: `question` is what a twin is asked, `in_python` asks our own code here."""

    name: str
    expected: object
    question: Mapping[str, Any]
    in_python: Callable[[], object]


def inclusion_vectors(folder: Path) -> list[Vector]:
    """transparency-dev/merkle: proofs of RFC 6962 that must be believed, and those that must not."""
    return [_inclusion(path, folder) for path in sorted(folder.glob("testdata/inclusion/**/*.json"))]


def _inclusion(path: Path, folder: Path) -> Vector:
    case = json.loads(path.read_text())
    asked = {
        "leaf": case["leafHash"] or "", "index": case["leafIdx"], "size": case["treeSize"],
        "proof": case["proof"] or [], "root": case["root"] or "",
    }  # fmt: skip

    def in_python() -> bool:
        proof = [b64decode(one) for one in asked["proof"]]
        try:
            verify_inclusion(b64decode(asked["leaf"]), asked["index"], asked["size"], proof, b64decode(asked["root"]))
        except ProofWrong:
            return False
        return True

    name = str(path.relative_to(folder))
    return Vector(name, not case["wantErr"], {"call": "inclusion", **asked}, in_python)


def jcs_vectors(folder: Path) -> list[Vector]:
    """cyberphone/json-canonicalization: RFC 8785's pairs."""
    return [_jcs(path, folder / "testdata" / "output" / path.name) for path in sorted(folder.glob("testdata/input/*"))]


def _jcs(given: Path, wanted: Path) -> Vector:
    text = given.read_text(encoding="utf-8")
    expected = wanted.read_bytes().decode("utf-8")
    return Vector(
        given.name, expected, {"call": "jcs", "text": text}, lambda: canonicalize(json.loads(text)).decode("utf-8")
    )


def ed25519_vectors(folder: Path) -> list[Vector]:
    """C2SP/wycheproof: signatures of logs and witnesses, and what must not pass for one."""
    document = json.loads((folder / "ed25519_test.json").read_text(encoding="utf-8"))
    return [_ed25519(group["publicKey"]["pk"], test) for group in document["testGroups"] for test in group["tests"]]


def _ed25519(key: str, test: Mapping[str, Any]) -> Vector:
    def in_python() -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
                bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"])
            )
        except InvalidSignature:
            return False
        return True

    question = {"call": "ed25519", "key": key, "message": test["msg"], "signature": test["sig"]}
    return Vector(f"{test['tcId']} {test['comment']}", test["result"] == "valid", question, in_python)
