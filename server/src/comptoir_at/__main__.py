"""`python -m comptoir_at SCENARIO... --out FOLDER`: play scenarios of the reference till and write what it writes.

For each a folder with `dep-export.json` (DEP-7) and `cryptographicMaterialContainer.json`, in the form that the tax
office's checking program and others read, and the codes as they would be printed. Keys are made here, in software.
"""

import argparse
import json
import sys
from pathlib import Path

from comptoir_at.exports import dep7, key_material
from comptoir_at.machine_code import ocr_text, qr_text
from comptoir_at.scenario import make_devices, play, read_scenario
from comptoir_at.turnover import COUNTER_BYTES_MAX, COUNTER_BYTES_MIN


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    for path in asked.scenario:
        scenario = read_scenario(path)
        played = play(scenario, make_devices(scenario, is_closed=asked.closed), counter_bytes=asked.counter_bytes)
        folder = asked.out / scenario.label
        folder.mkdir(parents=True, exist_ok=True)
        files: dict[str, object] = {
            "dep-export.json": dep7(played.receipts, {key.key_id: key for key in played.keys}),
            "cryptographicMaterialContainer.json": key_material(scenario.key, played.keys),
            "qr-code-rep.json": [qr_text(jws) for jws in played.receipts],
            "ocr-code-rep.json": [ocr_text(jws) for jws in played.receipts],
        }
        for name, content in files.items():
            (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        print(f"{folder}: {len(played.receipts)} receipts, turnover {played.state.turnover} cents")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m comptoir_at", description="Play scenarios of the reference till.")
    parser.add_argument("scenario", type=Path, nargs="+", help="JSON files of the reference till")
    parser.add_argument("--out", type=Path, required=True, help="where the folders go")
    parser.add_argument("--closed", action="store_true", help="a closed system: company and key, no certificates")
    parser.add_argument(
        "--counter-bytes", type=int, default=8, choices=range(COUNTER_BYTES_MIN, COUNTER_BYTES_MAX + 1), metavar="N",
        help="bytes of the turnover counter, 5 to 16",
    )  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
