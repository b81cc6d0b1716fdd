"""The ranks of the apps, read from the one place that holds them: import-linter's contract."""

import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
SERVER = REPOSITORY / "server"


def ranks() -> dict[str, int]:
    """App name to rank; 0 is the lowest. Apps of one rank do not know each other."""
    configuration = tomllib.loads((SERVER / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["id"] == "ranks"]
    return {
        name.strip().strip("()"): rank for rank, layer in enumerate(reversed(layers)) for name in str(layer).split("|")
    }
