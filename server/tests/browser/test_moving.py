"""A shop moves in with a file of another system: nothing before it says so, and all of it goes again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.looks import faults
from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage, sign_in

pytestmark = pytest.mark.browser

FILE = (
    "Handle,SKU,Name,Category,Sold by weight,Option 1 name,Option 1 value,Barcode,Price [Centre],In stock [Centre]\n"
    "gomme,G-1,Gomme de Lune,Papeterie,N,,,3712345678901,1.75,24\n"
    "tablier,T-S,Tablier de Lune,Textile,N,Taille,S,3712345678918,19.00,3\n"
    "tablier,T-M,,,N,,M,3712345678925,19.00,4\n"
    "colle,C-1,Colle,Papeterie,N,,,2.91235E+12,2.10,5\n"
)


def test_a_file_of_another_system_comes_in_and_goes_again(
    shop: Shop, till: TillPage, access: Access, tmp_path: Path
) -> None:
    file = tmp_path / "export_items.csv"
    file.write_text(FILE, encoding="utf-8")
    with shop.browser(tmp_path / "office") as context:
        office = context.pages[0]
        sign_in(office, access)
        office.goto(f"{shop.address}/products/import")
        found = faults(office, "choose")
        office.set_input_files("input[type=file]", file)
        office.get_by_role("button", name="Essayer le fichier").click()
        expect(office.get_by_role("button", name="Reprendre 3 articles")).to_be_visible(timeout=30_000)
        expect(office.get_by_text("Le tableur a arrondi ce code-barres en 2.91235E+12")).to_be_visible()
        found += faults(office, "tried")
        if AXE.exists():
            assert serious(office, "tried", source=AXE.read_text(encoding="utf-8")) == []
        assert found == []
        assert shop.ask("SELECT count(*) FROM catalog_item WHERE name LIKE '%%de Lune%%'") == [(0,)]

        office.get_by_role("button", name="Reprendre 3 articles").click()
        expect(office.get_by_text("Repris. Les caisses ouvertes l’affichent maintenant.")).to_be_visible(timeout=30_000)
        till.page.locator("#search").fill("gomme de lune")
        expect(till.page.locator(".grid").get_by_text("Gomme de Lune")).to_be_visible()
        till.page.locator("#search").fill("tablier de lune")
        expect(till.page.locator(".grid").get_by_text("Tablier de Lune").first).to_be_visible()
        till.scan("3712345678925")
        expect(till.page.locator("[data-line]").get_by_text("Tablier de Lune, M")).to_have_count(1)

        office.get_by_role("button", name="Tout annuler").click()
        expect(office.get_by_text("les nouveaux articles ont quitté les caisses")).to_be_visible(timeout=30_000)
    till.page.locator("#search").fill("gomme de lune")
    expect(till.page.locator(".grid").get_by_text("Rien trouvé pour")).to_be_visible()
    [(moved,)] = shop.ask(
        "SELECT sum(m.quantity_milli) FROM stock_movement m JOIN catalog_item i ON i.id = m.item_id "
        "WHERE i.name LIKE '%%de Lune%%' AND m.reason = 'count'"
    )
    assert moved == 0
