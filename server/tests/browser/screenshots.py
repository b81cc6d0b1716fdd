"""Writes every screen of the demo shop to screenshots/: `make screenshots`, or this file with --fast for a few.

    screenshots/<language>/<light|dark>/<width>x<height>/<screen>.png

Look at them as a shopkeeper would. What the page itself can tell (too wide, cut off, too small) is printed as it goes.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SERVER), str(SERVER / "src")]

from playwright.sync_api import Page, Playwright, ViewportSize, sync_playwright  # noqa: E402  # the path first

from comptoir.config.demo.rehearsal import Access, Rehearsal  # noqa: E402
from tests.browser.begin_walk import beginning_screens  # noqa: E402
from tests.browser.chromium import find_chromium  # noqa: E402
from tests.browser.looks import faults  # noqa: E402
from tests.browser.office_walk import office_screens  # noqa: E402
from tests.browser.rare_walk import rare_screens  # noqa: E402
from tests.browser.till_page import Shop  # noqa: E402
from tests.browser.till_walk import till_screens  # noqa: E402

SIZES = ((360, 640), (390, 844), (768, 1024), (800, 480), (1280, 800), (1366, 768))
FAST_SIZES = ((390, 844), (1280, 800))
Screens = Iterator[tuple[Page, str]]


def on(page: Page, screens: Iterator[str]) -> Screens:
    """Screens that all stand on one page."""
    return ((page, screen) for screen in screens)


# In this order: at the end of the last one the shop's people have PINs, and its database was taken away.
WALKS: dict[str, Callable[[Shop, Page, Access, str], Screens]] = {
    "till": lambda _shop, page, access, language: on(page, till_screens(page, access, language=language)),
    "office": lambda _shop, page, access, language: on(page, office_screens(page, access, language=language)),
    "rare": lambda shop, page, access, language: rare_screens(shop, page, access, language=language),
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


@dataclass(frozen=True, slots=True)
class Studio:
    """Where the shops stand whose screens are taken."""

    folder: Path
    playwright: Playwright
    days: int

    @contextmanager
    def shop(self, name: str) -> Iterator[Shop]:
        rehearsal = Rehearsal(self.folder / name, durable=False)
        try:
            print(f"starting the {name} shop", file=sys.stderr)
            rehearsal.start()
            yield Shop(rehearsal, self.playwright, find_chromium() or "", days=self.days)
        finally:
            rehearsal.stop()

    def walk_through(self, cameras: dict[str, Camera]) -> int:
        """Every walk in every language through the demo shop."""
        count = 0
        with self.shop("demo") as shop:
            for name, walk in WALKS.items():
                for language, camera in cameras.items():
                    shop.rehearsal.wait_until_open()
                    access = shop.new_access()
                    with shop.browser(self.folder / f"{name}-{language}", locale=LANGUAGES[language]) as context:
                        for page, screen in walk(shop, context.pages[0], access, language):
                            count += camera.take(page, screen)
                            print(f"  {language} {screen}", file=sys.stderr)
        return count

    def begin(self, cameras: dict[str, Camera]) -> int:
        """The first-run assistant, which only an empty server shows."""
        count = 0
        for language, camera in cameras.items():
            with (
                self.shop(f"empty-{language}") as shop,
                shop.browser(self.folder / f"begin-{language}", locale=LANGUAGES[language]) as context,
            ):
                for screen in beginning_screens(shop, context.pages[0]):
                    count += camera.take(context.pages[0], screen)
                    print(f"  {language} {screen}", file=sys.stderr)
        return count


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
        os.environ["COMPTOIR_EMAIL_URL"] = f"file://{folder}/mail"
        place = Studio(Path(folder), playwright, chosen.days)
        cameras = {language: Camera(target / language, sizes, themes) for language in languages}
        count += place.walk_through(cameras) + place.begin(cameras)
    print(f"{count} pictures in {target}")


if __name__ == "__main__":
    main()
