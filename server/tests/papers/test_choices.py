"""How receipts look: checked where it is chosen, told to open tills, of a store before the common one."""

import base64
from uuid import UUID

import pytest

from comptoir.kernel import DomainError, new_uuid7
from comptoir.papers.commands import ChooseReceipts, ForgetChoice
from comptoir.papers.errors import LanguageUnknown, TemplateInvalid
from comptoir.papers.operations import choose_receipts, forget_choice
from comptoir.papers.public import choice_of
from comptoir.platform.tenancy import reading
from comptoir.receipts import ReceiptTemplate
from tests.sales.shop import Shop, count, open_shop


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()


def choose(shop: Shop, template: dict[str, object], *, store: UUID | None = None, language: str = "") -> bool:
    return choose_receipts(
        ChooseReceipts(
            organization=shop.organization,
            person=None,
            store=store,
            language=language,
            code="automatic",
            template=template,
        )
    )


def test_a_shop_that_chose_nothing_has_the_plain_receipt(shop: Shop) -> None:
    with reading(shop.organization):
        choice = choice_of(shop.store)

    assert (choice.language, choice.code, choice.template, choice.is_own) == ("", "automatic", ReceiptTemplate(), False)


def test_a_choice_reaches_tills_once_and_a_repeat_tells_nobody(shop: Shop) -> None:
    before = count("catalog_feed", shop.organization)

    assert choose(shop, {"footer": ["Merci"]}) is True
    assert choose(shop, {"footer": ["Merci"]}) is False
    assert choose(shop, {"footer": ["Merci"], "sections": {"seal": True}}) is True

    assert count("catalog_feed", shop.organization) == before + 2
    with reading(shop.organization):
        template = choice_of(None).template
    assert (template.footer, template.sections.seal, template.sections.qr) == (("Merci",), True, True)


def test_a_store_s_own_choice_wins_until_it_is_forgotten(shop: Shop) -> None:
    choose(shop, {"footer": ["Tous"]}, language="fr")
    choose(shop, {"footer": ["Centre"]}, store=shop.store, language="de")

    with reading(shop.organization):
        own, common = choice_of(shop.store), choice_of(new_uuid7())
    assert (own.language, own.template.footer, own.is_own) == ("de", ("Centre",), True)
    assert (common.language, common.template.footer, common.is_own) == ("fr", ("Tous",), False)

    forget = ForgetChoice(organization=shop.organization, person=None, store=shop.store)
    assert forget_choice(forget) is True
    assert forget_choice(forget) is False
    with reading(shop.organization):
        assert choice_of(shop.store).template.footer == ("Tous",)


@pytest.mark.parametrize(
    "template",
    [
        {"header": ["x"] * 13},
        {"footer": ["x" * 121]},
        {"footer": ["a\0b"]},
        {"logo": {"width": 577, "height": 1, "bits": base64.b64encode(bytes(73)).decode()}},
        {"logo": {"width": 8, "height": 321, "bits": base64.b64encode(bytes(321)).decode()}},
        {"logo": {"width": 16, "height": 2, "bits": "AAAA"}},
        {"logo": {"width": 8, "height": 1, "bits": "no base64"}},
    ],
)
def test_what_no_printer_takes_is_refused_and_nothing_is_written(shop: Shop, template: dict[str, object]) -> None:
    with pytest.raises(TemplateInvalid):
        choose(shop, template)
    assert count("platform_setting", shop.organization) == 0


def test_a_language_without_words_is_refused(shop: Shop) -> None:
    refusal: type[DomainError] = LanguageUnknown
    with pytest.raises(refusal):
        choose(shop, {}, language="tl")
    assert count("platform_setting", shop.organization) == 0
