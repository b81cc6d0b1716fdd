"""The line to the server is cut, the agent on the counter is near: what is sold meanwhile is safe in two places."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from comptoir_agent.simulate.hands import PROGRAM, SECONDS_MAX, free_port, start_agent
from tests.browser.till_page import Shop, TillPage, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def joined(shop: Shop, till: TillPage, tmp_path: Path) -> Iterator[Path]:
    """An agent that a person invited in the back office. The till is there before it, and finds it by itself."""
    port = free_port()
    settings = tmp_path / "agent.toml"
    settings.write_text(f'name = "Raspberry"\nport = {port}\naddress = "http://localhost:{port}"\n', encoding="utf-8")
    with shop.browser(tmp_path / "office") as office:
        page = office.pages[0]
        sign_in(page, shop.new_access())
        page.goto(f"{shop.address}/agents")
        page.locator("form[action*='/agents/invite/'] button").first.click()
        command = page.locator("code").inner_text()
    found = re.search(r"join agent\.toml '(\S+)'", command)
    assert found is not None
    subprocess.run([*PROGRAM, "join", str(settings), found[1]], check=True, capture_output=True)
    agent = start_agent(settings, port)
    try:
        yield tmp_path / "state"
    finally:
        agent.terminate()
        agent.wait(timeout=SECONDS_MAX)


def until(what: str, is_so: object) -> None:
    assert callable(is_so)
    ends = time.monotonic() + SECONDS_MAX
    while not is_so():
        assert time.monotonic() < ends, what
        time.sleep(0.1)


def test_what_the_server_can_not_hear_is_kept_by_the_agent_and_arrives_once(
    shop: Shop, device: BrowserContext, till: TillPage, joined: Path
) -> None:
    # The till pairs as soon as its settings name the agent, or when it first needs one.
    till.page.reload()
    till.wait_until_selling()
    until("the till pairs", lambda: (joined / "tills.json").exists())
    quarantined = shop.ask("SELECT count(*) FROM sales_quarantine")
    device.route("**/edge/**", lambda route: route.abort())

    till.sell_amount(7_654)

    expect(till.state_button).to_contain_text("sûr à 2 endroits", timeout=SECONDS_MAX * 1_000)
    [kept] = (joined / "relay").glob("*.lines")
    [line] = kept.read_bytes().splitlines()
    assert b'"gross":7654' in line
    count = "SELECT count(*) FROM sales_sale WHERE gross = 7654"
    shop.expect([(1,)], count)  # the agent brings it

    device.unroute("**/edge/**")
    till.page.evaluate("dispatchEvent(new Event('online'))")
    expect(till.state_button).to_contain_text("À jour", timeout=SECONDS_MAX * 1_000)
    assert shop.ask(count) == [(1,)]
    assert shop.ask("SELECT count(*) FROM sales_quarantine") == quarantined
