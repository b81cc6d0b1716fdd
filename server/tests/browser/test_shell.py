"""A till inside a native shell: its printer, its drawer, its scan key; the shell is a process of its own."""

from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext

from comptoir.config.demo.rehearsal import Access
from comptoir_agent.simulate.hands import SECONDS_MAX, hardware, plug_in
from tests.browser.till_page import TillPage, good

pytestmark = pytest.mark.browser


def test_the_shell_prints_opens_its_drawer_and_reads(device: BrowserContext, access: Access, tmp_path: Path) -> None:
    with hardware(tmp_path, width=58) as counter:
        printer = counter.printer
        shell = plug_in("shell", "--port", "0", "--printer", f"127.0.0.1:{printer.port}")
        try:
            with urlopen(f"http://127.0.0.1:{shell.port}/shell.js", timeout=SECONDS_MAX) as script:
                device.add_init_script(script.read().decode())
            till = TillPage(device.pages[0])
            till.enrol(access)
            till.page.get_by_role("button", name="Menu", exact=True).click()
            till.page.get_by_role("button", name="Réglages").click()
            till.page.get_by_role("button", name="Built-in printer").click()
            till.page.get_by_role("button", name="Après chaque vente").click()
            till.page.keyboard.press("Escape")
            till.wait_until_selling()

            shell.say(f"code {good('Chewing-gum menthe').barcode}")
            till.page.get_by_role("button", name="Carte 1,65").wait_for()
            till.pay_cash()

            assert printer.next("drawer")["pin"] == 2
            words = Path(printer.next("page")["file"]).with_suffix(".txt").read_text(encoding="utf-8")
            assert f"N° {till.receipt_number}" in words
        finally:
            shell.stop()
