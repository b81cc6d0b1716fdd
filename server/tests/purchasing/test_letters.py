"""An order is mailed once, as a page that says what is ordered, and a failed try is tried again."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from pypdf import PdfReader

from comptoir.platform.tenancy import reading
from comptoir.purchasing.operations import send_purchase
from comptoir.purchasing.papers import order_table
from comptoir.purchasing.queries import order_view
from comptoir.purchasing.worker import work_once
from tests.purchasing.bought import NOW, add_order, add_supplier, bread, sending, wine
from tests.sales.shop import Shop, open_shop, rows


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return open_shop()


def test_the_supplier_gets_it_once_in_their_language_with_the_page(shop: Shop) -> None:
    supplier = add_supplier(shop, language="de", customer_number="K-77")
    order = add_order(shop, supplier, (wine(shop), 12_000), is_sent=False)
    command = sending(shop, order, "cave@example.fr")

    assert (send_purchase(command), send_purchase(command)) == (True, False)
    assert (work_once(NOW), work_once(NOW + timedelta(hours=1))) == (1, 0)

    [message] = mail.outbox
    assert (message.to, message.subject) == (["cave@example.fr"], "Bestellung 1 · Essai SARL")
    assert "12  Vin  V-12" in message.body
    assert "K-77" in message.body
    [(name, content, kind)] = message.attachments
    assert (name, kind) == ("1.pdf", "application/pdf")
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Bestellung 1" in text
    assert "Vin (V-12)" in text
    assert "50,40" in text
    [letter] = rows("purchasing_letter", shop.organization)
    assert (letter["state"], letter["attempts"], letter["code"]) == ("sent", 1, "")


def test_a_mail_server_that_is_away_is_tried_again(shop: Shop, settings) -> None:
    settings.COMPTOIR_EMAIL_URL = "smtp://127.0.0.1:9"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    order = add_order(shop, add_supplier(shop), (wine(shop), 12_000), is_sent=False)
    send_purchase(sending(shop, order, "cave@example.fr"))

    assert (work_once(NOW), work_once(NOW)) == (1, 0)

    [letter] = rows("purchasing_letter", shop.organization)
    assert (letter["state"], letter["code"], letter["next_try_at"]) == (
        "queued", "server_unreachable", NOW + timedelta(minutes=1),
    )  # fmt: skip


def test_a_program_reads_plain_figures(shop: Shop) -> None:
    order = add_order(shop, add_supplier(shop), (wine(shop), 1_200_500), (bread(shop), 3_000))

    with reading(shop.organization):
        view = order_view(order)
        assert view is not None
        table = order_table(view)
    assert table == [
        ["reference", "barcode", "name", "quantity", "unit", "unit_cost"],
        ["V-12", "", "Vin", "1200.5", "C62", "4.20"],
        ["", "", "Pain", "3", "C62", "0.00"],
    ]
