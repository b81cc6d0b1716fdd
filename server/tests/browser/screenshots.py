"""Writes every screen of the demo shop to screenshots/: `make screenshots`, or this file with --fast for a few.

    screenshots/<language>/<light|dark>/<width>x<height>/<screen>.png

Look at them as a shopkeeper would. What the page itself can tell (too wide, cut off, too small) is printed as it goes.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SERVER = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SERVER), str(SERVER / "src")]

from playwright.sync_api import Page, ViewportSize, sync_playwright  # noqa: E402  # the path first

from comptoir.config.demo.rehearsal import Access, Rehearsal  # noqa: E402
from tests.browser.chromium import find_chromium  # noqa: E402
from tests.browser.looks import faults  # noqa: E402
from tests.browser.office_walk import office_screens  # noqa: E402
from tests.browser.till_page import Shop  # noqa: E402
from tests.browser.till_walk import till_screens  # noqa: E402

SIZES = ((360, 640), (390, 844), (768, 1024), (800, 480), (1280, 800), (1366, 768))
FAST_SIZES = ((390, 844), (1280, 800))
WALKS: dict[str, Callable[[Page, Access, str], Iterator[str]]] = {
    "till": lambda page, access, language: till_screens(page, access, language=language),
    "office": lambda page, access, language: office_screens(page, access, language=language),
}
LANGUAGES = {"fr": "fr-FR", "de": "de-DE", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes one screen in every size and theme."""

    folder: Path
    sizes: tuple[tuple[int, int], ...]
    themes: tuple[bool, ...]

    def take(self, page: Page, name: str) -> int:
        for dark in self.themes:
            page.emulate_media(color_scheme="dark" if dark else "light")
            for width, height in self.sizes:
                page.set_viewport_size(ViewportSize(width=width, height=height))
                page.wait_for_timeout(180)  # motion lasts 150 ms at most
                place = self.folder / ("dark" if dark else "light") / f"{width}x{height}" / f"{name}.png"
                place.parent.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=place)
                for fault in faults(page, f"{self.folder.name} {name} {width}x{height}"):
                    print(f"    {fault}", file=sys.stderr)
        return len(self.sizes) * len(self.themes)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write every screen of the demo shop to screenshots/.")
    parser.add_argument("--fast", action="store_true", help="two sizes, light, French")
    parser.add_argument("--days", type=int, default=30, help="days of trade in the demo shop")
    chosen = parser.parse_args()
    sizes = FAST_SIZES if chosen.fast else SIZES
    themes = (False,) if chosen.fast else (False, True)
    languages = ["fr"] if chosen.fast else list(LANGUAGES)
    target = SERVER.parent / "screenshots"
    count = 0
    with tempfile.TemporaryDirectory(prefix="comptoir-screenshots-") as folder, sync_playwright() as playwright:
        rehearsal = Rehearsal(Path(folder), durable=False)
        shop = Shop(rehearsal, playwright, find_chromium() or "", days=chosen.days)
        try:
            print("starting the demo shop", file=sys.stderr)
            rehearsal.start()
            for language in languages:
                access = shop.new_access()
                camera = Camera(target / language, sizes, themes)
                for name in WALKS:
                    with shop.browser(Path(folder) / f"{name}-{language}", locale=LANGUAGES[language]) as context:
                        page = context.pages[0]
                        screens = WALKS[name](page, access, language)
                        for screen in screens:
                            count += camera.take(page, screen)
                            print(f"  {language} {screen}", file=sys.stderr)
        finally:
            rehearsal.stop()
    print(f"{count} pictures in {target}")


if __name__ == "__main__":
    main()
