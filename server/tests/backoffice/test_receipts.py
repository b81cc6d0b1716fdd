"""The shop chooses its receipts, sees them before it saves, and learns what reached its customers."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from comptoir.backoffice.logos import LogoUnreadable, logo_of
from comptoir.identity.public import Role
from comptoir.papers.commands import NotePublicPage
from comptoir.papers.operations import note_public_page
from comptoir.papers.public import choice_of
from comptoir.platform.tenancy import reading
from comptoir.receipts.pictures import logo_rows
from tests.backoffice.conftest import Day
from tests.sales.shop import count, rows

SignIn = Callable[..., Client]
CHOSEN = {
    "language": "de",
    "code": "always",
    "header": "Pain au levain",
    "footer": "À demain\n\nMerci",
    "show_qr": "on",
}


@pytest.fixture
def manager(day: Day, sign_in: SignIn) -> Client:
    return sign_in(day.organization, Role.MANAGER)


def picture(width: int, height: int, *, kind: str = "PNG") -> bytes:
    image = Image.new("RGB", (width, height), "white")
    image.paste("black", (0, 0, width // 2, height))
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def test_the_page_shows_the_plain_receipt_and_what_the_law_says(manager: Client) -> None:
    page = manager.get("/receipts").content.decode()

    assert "<svg" in page
    assert "Centre" in page
    assert "paper only when the customer asks" in page


def test_what_is_saved_is_what_tills_get(day: Day, manager: Client) -> None:
    answer = manager.post("/receipts", CHOSEN)

    assert (answer.status_code, answer["Location"]) == (302, "/receipts")
    with reading(day.organization):
        choice = choice_of(day.shop.store)
    assert (choice.language, choice.code, choice.is_own) == ("de", "always", False)
    assert (choice.template.header, choice.template.footer) == (("Pain au levain",), ("À demain", "", "Merci"))
    assert (choice.template.sections.qr, choice.template.sections.address) == (True, False)


def test_a_store_may_choose_for_itself_and_go_back(day: Day, manager: Client) -> None:
    manager.post(f"/receipts?store={day.shop.store}", CHOSEN)
    with reading(day.organization):
        assert choice_of(day.shop.store).is_own
        assert choice_of(None).language == ""

    manager.post(f"/receipts/common/{day.shop.store}")
    with reading(day.organization):
        assert not choice_of(day.shop.store).is_own


def test_the_preview_follows_the_typing_and_keeps_nothing(day: Day, manager: Client) -> None:
    piece = manager.post("/receipts/preview", {**CHOSEN, "paper": "58", "header": "<b>x"}).content.decode()

    assert 'width="432"' in piece
    assert "&lt;b&gt;x" in piece
    assert "<b>x" not in piece
    assert count("platform_setting", day.organization) == 0


def test_a_logo_becomes_dots_and_can_go_again(day: Day, manager: Client) -> None:
    file = SimpleUploadedFile("logo.png", picture(800, 200), "image/png")
    manager.post("/receipts", {**CHOSEN, "logo": file})
    with reading(day.organization):
        logo = choice_of(None).template.logo
    assert logo is not None
    assert (logo.width, logo.height) == (384, 96)
    dots = logo_rows(logo.width, logo.height, logo.bits)
    assert dots is not None
    assert (dots[50][10], dots[50][380]) == (True, False)

    manager.post("/receipts", CHOSEN)
    with reading(day.organization):
        assert choice_of(None).template.logo == logo
    manager.post("/receipts", {**CHOSEN, "forget_logo": "1"})
    with reading(day.organization):
        assert choice_of(None).template.logo is None


def test_an_odd_width_leaves_no_dots_beyond_the_edge() -> None:
    logo = logo_of(picture(13, 5, kind="GIF"))

    dots = logo_rows(13, 5, logo.bits)
    assert dots is not None
    assert [sum(row) for row in dots] == [6] * 5


@pytest.mark.parametrize("content", [b"", b"no picture", b"GIF89a", picture(6000, 5000), b"<svg xmlns='x'/>"])
def test_what_is_no_picture_is_refused_and_nothing_is_written(day: Day, manager: Client, content: bytes) -> None:
    with pytest.raises(LogoUnreadable):
        logo_of(content)
    if content:
        answer = manager.post("/receipts", {**CHOSEN, "logo": SimpleUploadedFile("x.png", content)})
        assert answer.status_code == 422
    assert count("platform_setting", day.organization) == 0


def test_too_much_is_said_beside_its_field(day: Day, manager: Client) -> None:
    answer = manager.post("/receipts", {**CHOSEN, "header": "\n".join("x" * 13)})

    assert answer.status_code == 422
    assert "At most 12 lines" in answer.content.decode()
    assert count("platform_setting", day.organization) == 0


def test_the_page_says_why_strangers_do_not_reach_it(day: Day, manager: Client, settings) -> None:
    settings.PUBLIC_ADDRESS = "https://t.example"
    note_public_page(
        NotePublicPage(
            organization=day.organization,
            address="https://t.example",
            is_reachable=False,
            code="bad_certificate",
            now=datetime.now(UTC),
        )
    )

    assert "phones do not trust" in manager.get("/receipts").content.decode()


def test_an_accountant_sees_what_was_sent_and_changes_nothing(day: Day, sign_in: SignIn) -> None:
    accountant = sign_in(day.organization, Role.ACCOUNTANT)

    assert accountant.get("/deliveries").status_code == 200
    assert accountant.get("/receipts").status_code == 403
    assert accountant.post("/receipts", CHOSEN).status_code == 403
    assert rows("platform_setting", day.organization) == []
