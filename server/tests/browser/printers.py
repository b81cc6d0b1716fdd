"""A whole counter beside the shop: virtual devices and the agent that has them, each a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comptoir_agent.simulate.hands import Device, Hardware, NothingCame, hardware, plug_in


@dataclass(frozen=True, slots=True)
class FullCounter:
    """An agent with one of everything."""

    agent: Hardware
    scale: Device
    display: Device
    reader: Device
    labels: Device

    def until_shown(self, *lines: str) -> None:
        """What customers read on the pole, sooner or later."""
        seen = []
        try:
            while (found := self.display.next("shown")["lines"]) != list(lines):
                seen.append(found)
        except NothingCame:
            raise AssertionError(f"{lines} never stood there, but {seen}") from None


@contextmanager
def full_counter(folder: Path) -> Iterator[FullCounter]:
    """A scale, a pole display, a serial reader, a label printer and a receipt printer."""
    scale, display, reader = plug_in("scale"), plug_in("display"), plug_in("reader")
    labels = plug_in("labels", "--port", "0", "--folder", str(folder / "labels"))
    more = f"""
[[scales]]
id = "scale"
name = "Balance fruits"
address = "serial://{scale.path}"
[[displays]]
id = "pole"
name = "Colonne"
address = "serial://{display.path}"
[[readers]]
id = "reader"
name = "Douchette"
address = "serial://{reader.path}"
[[printers]]
id = "labels"
language = "zpl"
name = "Étiqueteuse"
host = "127.0.0.1"
port = {labels.port}
"""
    try:
        with hardware(folder, more=more) as agent:
            yield FullCounter(agent, scale, display, reader, labels)
    finally:
        for device in (scale, display, reader, labels):
            device.stop()
