"""A customer checks a receipt against a witness, by a key that is not the shop's word; and a sale that is denied."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from comptoir.config.witness.folder import WitnessFolder
from comptoir.journal.log_proof import read_log_proof
from comptoir.journal.signed_note import COSIGNATURE, Verifier, read_note, read_verifier, signed_at
from tests.browser.pictures import read_qr
from tests.browser.till_page import Shop, TillPage, good, sign_in
from tests.witnesses.paper_log import wait_until, witness_process

pytestmark = pytest.mark.browser

# A head a minute, and the machine may be busy.
HEAD_SECONDS_MAX = 240
COSIGNED = (
    "SELECT count(*) > 0 FROM witnesses_cosignature c JOIN platform_log l USING (organization_id)"
    " WHERE l.subject = (SELECT id FROM sales_entry WHERE chain_id = %s ORDER BY sequence DESC LIMIT 1)"
    " AND c.size >= l.position"
)
STRANGER = str(Verifier("temoin.ailleurs.example", COSIGNATURE, bytes(32)))


def deny_till(route: Route) -> None:
    """A server that lies: it never heard of this till."""
    route.fulfill(status=404, content_type="application/problem+json", body='{"code": "api.receipt_unknown"}')


def deny_sale(route: Route) -> None:
    """One that admits the till and says that the sale never came."""
    told = route.fetch()
    route.fulfill(response=told, json={**told.json(), "stored": None, "logged": None})


def name_witness(office: Page, shop: Shop, folder: Path, port: int, key: str) -> None:
    office.goto(f"{shop.address}/witnesses")
    office.get_by_role("link", name="Désigner un témoin").click()
    told = office.locator("main code").inner_text()
    WitnessFolder(folder).trust(told.removeprefix("comptoir witness trust "))
    office.get_by_label("Clé du témoin").fill(key)
    office.get_by_label("Adresse").fill(f"http://127.0.0.1:{port}")
    office.get_by_role("button", name="Ajouter le témoin").click()
    expect(office.get_by_role("row").filter(has_text="temoin.comptable.example")).to_be_visible()


def trusts_a_witness(page: Page, key: str) -> None:
    """Without a key nobody counts; another's key says so; the witness's own shows when it cosigned."""
    expect(page.locator(".verdict.good")).to_be_visible()
    expect(page.get_by_text("Sans leurs clés, cela ne dit rien.")).to_contain_text("temoin.comptable.example")
    expect(page.locator(".witnesses li")).to_have_count(0)

    page.get_by_label("Clé du témoin").fill("nonsense")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Ce n’est pas la clé d’un témoin.")).to_be_visible()
    page.get_by_label("Clé du témoin").fill(STRANGER)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator(".witnesses li.warn")).to_contain_text("n’a pas contresigné cette tête")
    page.get_by_text("Vérifier vous-même un témoin").click()
    page.get_by_label("Clé du témoin").fill(key)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator(".witnesses li.good")).to_contain_text("temoin.comptable.example a contresigné la tête")
    page.get_by_role("button", name="Retirer: temoin.ailleurs.example").click()
    expect(page.locator(".witnesses li")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Enregistrer la preuve").click()
    proof = read_log_proof(download.value.path().read_text("utf-8"))
    assert signed_at(read_note(proof.note), read_verifier(key)) is not None


def holds_what_the_shop_denies(page: Page, claim: str) -> None:
    """What the browser kept of an earlier visit speaks against the server."""
    asked = "**/api/v1/receipts/**"
    page.route(asked, deny_till)
    page.reload()
    expect(page.locator(".verdict.bad")).to_contain_text("Le magasin n’a pas cette vente")
    with page.expect_download() as download:
        page.get_by_role("link", name="Enregistrer ce que je détiens").click()
    assert claim in download.value.path().read_text("utf-8")
    # Of a sale that never came it is said in time: today it may still come.
    page.unroute(asked)
    page.route(asked, deny_sale)
    page.reload()
    expect(page.locator(".verdict.warn")).to_be_visible()
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=4))
    page.reload()
    expect(page.locator(".verdict.bad")).to_contain_text("Le magasin n’a pas cette vente")
    page.unroute(asked)


def test_a_witness_by_the_customers_own_key_and_a_sale_that_the_shop_denies(
    shop: Shop, till: TillPage, tmp_path: Path
) -> None:
    office = till.page.context.new_page()
    sign_in(office, shop.new_access())
    with witness_process(tmp_path / "witness", name="temoin.comptable.example") as witness:
        name_witness(office, shop, witness.folder, witness.port, witness.key)
        till.page.bring_to_front()
        till.scan(good("Espresso").barcode)
        till.pay_cash(received=2_000)
        claim = read_qr(till.page.locator(".qr")).rpartition("#")[2]
        chain = UUID(shop.ask("SELECT chain_id::text FROM sales_entry ORDER BY received_at DESC LIMIT 1")[0][0])
        wait_until(lambda: shop.ask(COSIGNED, chain) == [(True,)], seconds=HEAD_SECONDS_MAX)
    # The witness may be away by now: what it cosigned is enough.
    office.goto(f"{shop.address}/witnesses")
    expect(office.get_by_text("Contresigne", exact=True)).to_be_visible()
    with shop.browser(tmp_path / "customer") as customer:
        page = customer.pages[0]
        page.goto(f"{shop.address}/r/#{claim}")
        trusts_a_witness(page, witness.key)
        holds_what_the_shop_denies(page, claim)
        page.reload()
        expect(page.locator(".verdict.good")).to_be_visible()
        expect(page.locator(".witnesses li.good")).to_be_visible()
