"""Write the bill of materials (CycloneDX 1.6, JSON) of everything that the two locks name, with their digests."""

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PYTHON = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)((?:.|\n)*?)(?=^\S|\Z)", re.MULTILINE)
Component = dict[str, Any]


def of_python(lock: str) -> list[Component]:
    found = []
    for name, version, rest in _PYTHON.findall(lock):
        digests = re.findall(r"--hash=sha256:([0-9a-f]{64})", rest)
        found.append(_component(name, version, f"pkg:pypi/{name.lower()}@{version}", "SHA-256", sorted(digests)))
    return found


def of_web(lock: Any) -> list[Component]:
    found: dict[str, Component] = {}
    for path, package in lock["packages"].items():
        if not path.startswith("node_modules/") or package.get("link"):
            continue
        name = path.rpartition("node_modules/")[2]
        version, integrity = package["version"], package.get("integrity", "")
        kind, _, text = integrity.partition("-")
        digests = [base64.b64decode(text).hex()] if kind == "sha512" else []
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        found[purl] = _component(name, version, purl, "SHA-512", digests)
        if package.get("dev"):
            found[purl]["scope"] = "excluded"
    return list(found.values())


def _component(name: str, version: str, purl: str, kind: str, digests: list[str]) -> Component:
    hashes = [{"alg": kind, "content": digest} for digest in digests]
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, "hashes": hashes}


def bill() -> Component:
    python = of_python((ROOT / "server" / "requirements.lock").read_text(encoding="utf-8"))
    web = of_web(json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")))
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {"type": "application", "name": "comptoir", "bom-ref": "comptoir"}},
        "components": sorted(python + web, key=lambda one: str(one["purl"])),
    }  # fmt: skip


def main() -> int:
    out = ROOT / "dist" / "comptoir.cdx.json"
    out.parent.mkdir(exist_ok=True)
    made = bill()
    out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(f"{len(made['components'])} components in {out.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
