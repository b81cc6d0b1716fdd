"""The demo's hardware before it starts: settings that the agent reads, and no line of yesterday."""

import json
from pathlib import Path

from comptoir.config.demo_hardware import devices, folder_of, page_of, write
from comptoir.kernel.gtin import is_gtin
from comptoir_agent.lines import Serial, Tcp
from comptoir_agent.settings import read_settings

ADDRESS = "http://localhost:8080"


def test_the_agent_reads_the_settings_and_the_counter_stands_before_it_starts(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, ADDRESS)

    write(folder, ADDRESS)

    settings = read_settings(folder / "agent.toml")
    assert [printer.id for printer in settings.printers] == ["front", "labels"]
    counter = folder / "counter"
    assert [scale.line for scale in settings.scales] == [Serial(str(counter / "scale"))]
    assert [display.line for display in settings.displays] == [Serial(str(counter / "display"))]
    assert [reader.line for reader in settings.readers] == [Serial(str(counter / "reader"))]
    (name, words), (agent, _) = devices(tmp_path, ADDRESS)
    assert (name, agent) == ("virtual counter", "agent")
    ports = [str(printer.line.port) for printer in settings.printers if isinstance(printer.line, Tcp)]
    assert words[words.index("--printer-port") + 1 : words.index("--printer-port") + 4 : 2] == ports
    [terminal] = settings.terminals
    assert terminal.line == Tcp("127.0.0.1", int(words[words.index("--terminal-port") + 1]))
    assert page_of(tmp_path, ADDRESS) == f"http://localhost:{words[words.index('--page-port') + 1]}"


def test_a_second_start_keeps_the_settings_and_takes_yesterday_s_lines_away(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, ADDRESS)
    write(folder, ADDRESS)
    before = (folder / "agent.toml").read_text(encoding="utf-8")
    (folder / "counter").mkdir()
    (folder / "counter" / "scale").symlink_to("/dev/pts/0")

    write(folder, ADDRESS)

    assert (folder / "agent.toml").read_text(encoding="utf-8") == before
    assert not (folder / "counter" / "scale").is_symlink()


def test_what_can_be_scanned_is_sold_in_the_demo(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, ADDRESS)
    write(folder, ADDRESS)

    codes = json.loads((folder / "codes.json").read_text(encoding="utf-8"))

    assert len(codes) == 8
    assert all(is_gtin(code["code"]) for code in codes)


def test_settings_of_an_earlier_version_start_its_printers_alone(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, ADDRESS)
    folder.mkdir(parents=True)
    (folder / "agent.toml").write_text(
        'name = "Comptoir"\n[[printers]]\nid = "front"\nhost = "127.0.0.1"\nport = 9100\n', encoding="utf-8"
    )

    assert [name for name, _ in devices(tmp_path, ADDRESS)] == ["agent", "virtual printer"]
    assert page_of(tmp_path, ADDRESS) == ""
