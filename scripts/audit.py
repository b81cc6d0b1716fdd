"""Ask for known weaknesses of what the locks name. What could not be asked is said and passes; what is known fails."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS_MAX = 60
SERIOUS = ("high", "critical")


def of_python(answer: Any) -> list[str]:
    """What pip-audit found; it knows no severity, so each counts."""
    return [
        f"{one['name']} {one['version']}: {weakness['id']}"
        for one in answer["dependencies"]
        for weakness in one.get("vulns", ())
    ]


def of_web(answer: Any) -> list[str]:
    """What npm found that is serious and reaches people; what only builds and tests is said by npm itself."""
    found = answer["vulnerabilities"]
    return [f"{name}: {one['severity']}" for name, one in sorted(found.items()) if one["severity"] in SERIOUS]


def asked(command: list[str], folder: Path) -> Any | None:
    """The answer as JSON; None when nobody answered."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
        )  # fmt: skip
        answer = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return answer if isinstance(answer, dict) and "error" not in answer else None


def judge(name: str, answer: Any | None, found: list[str]) -> int:
    if answer is None:
        print(f"{name}: not asked, the list of weaknesses is out of reach")
        return 0
    print("\n".join([f"{name}: {len(found)} known weaknesses", *found]))
    return 1 if found else 0


def main() -> int:
    lock = str(ROOT / "server" / "requirements.lock")
    tool = shutil.which("pip-audit") or shutil.which("pip-audit", path=str(Path(sys.executable).parent))
    python = None
    if tool is not None:
        python = asked([tool, "-r", lock, "--require-hashes", "--disable-pip", "--format", "json"], ROOT)
    web = asked(["npm", "audit", "--omit=dev", "--json"], ROOT / "web")
    status = judge("Python", python, of_python(python) if python else [])
    return judge("web", web, of_web(web) if web else []) or status


if __name__ == "__main__":
    sys.exit(main())
