"""Photos, what is in articles, who may buy them, favorites and sold-out marks."""

import io
from dataclasses import replace
from uuid import UUID

import pytest
from PIL import Image

from comptoir.catalog.commands import (
    ArrangeFavorites,
    ClosedHours,
    DescribeItem,
    EndModifierGroup,
    ForgetRestriction,
    MarkSoldOut,
    ModifierOption,
    RestrictCategory,
    SaveModifierGroup,
    SetPhoto,
    SetRestriction,
)
from comptoir.catalog.errors import (
    AllergenUnknown,
    FavoritesInvalid,
    IngredientsTooLong,
    ModifierGroupUnknown,
    ModifiersInvalid,
    PhotoUnreadable,
    ProductUnknown,
    RestrictionInvalid,
    RestrictionUnknown,
    StoreUnknown,
)
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import Favorites, ItemTraits, ModifierGroup, Photo, Restriction, SoldOut
from comptoir.catalog.operations import (
    arrange_favorites,
    describe_item,
    end_modifier_group,
    forget_restriction,
    mark_sold_out,
    restrict_category,
    save_modifier_group,
    set_photo,
    set_restriction,
)
from comptoir.catalog.photos import EDGE, photo_digest, tile_picture
from comptoir.catalog.restrictions import Closed, OwnRule, Rule, rules_in
from comptoir.catalog.traits import (
    favorites_of,
    modifier_groups,
    own_restrictions,
    photo_of,
    restricted_categories,
    sold_out_in,
    traits_of,
)
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.documents import read_document
from tests.catalog.shelves import Shop, furnish, put_on_sale
from tests.catalog.stores import new_store


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def store(shop: Shop) -> UUID:
    return new_store(shop.organization)


def drawn(size: tuple[int, int], color: str, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, kind)
    return stream.getvalue()


def test_a_photograph_becomes_a_small_square_of_always_the_same_bytes() -> None:
    photograph = drawn((1600, 900), "#8a5a14", "JPEG")

    picture = tile_picture(photograph)

    with Image.open(io.BytesIO(picture)) as read:
        assert (read.format, read.size) == ("WEBP", (EDGE, EDGE))
    assert len(picture) < 4_096
    assert tile_picture(photograph) == picture


def test_a_photograph_full_of_detail_still_fits_a_tile() -> None:
    noise = io.BytesIO()
    Image.effect_noise((900, 900), 120).save(noise, "PNG")

    assert len(tile_picture(noise.getvalue())) <= 16 * 1024


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        tile_picture(content)


def test_a_photo_is_kept_once_and_told_once(shop: Shop) -> None:
    baguette, ficelle = put_on_sale(shop, "Baguette"), put_on_sale(shop, "Ficelle")
    picture = tile_picture(drawn((300, 300), "#8a5a14"))
    command = SetPhoto(organization=shop.organization, person=None, item=baguette, picture=picture)

    first, again = set_photo(command), set_photo(command)
    set_photo(replace(command, item=ficelle))

    assert (first.created, again.created) == (True, False)
    with reading(shop.organization):
        assert photo_of(photo_digest(picture)) == picture
        assert Photo.objects.count() == 1
        assert traits_of(baguette).photo == traits_of(ficelle).photo == photo_digest(picture)
    assert read_document(shop.organization, new_uuid7(), baguette)["photo"] == photo_digest(picture)

    set_photo(replace(command, picture=b""))

    assert "photo" not in read_document(shop.organization, new_uuid7(), baguette)


def test_a_picture_that_is_no_tile_is_refused_and_nothing_is_kept(shop: Shop) -> None:
    baguette = put_on_sale(shop, "Baguette")

    with pytest.raises(PhotoUnreadable):
        set_photo(SetPhoto(organization=shop.organization, person=None, item=baguette, picture=b"x" * 40_000))

    with reading(shop.organization):
        assert (Photo.objects.count(), ItemTraits.objects.count()) == (0, 0)


def test_an_article_without_traits_has_the_members_it_always_had(shop: Shop) -> None:
    document = read_document(shop.organization, new_uuid7(), put_on_sale(shop, "Baguette"))

    assert sorted(document) == [
        "barcodes", "category", "id", "name", "product", "tax_category", "tax_class", "tax_rate_ppm", "unit",
        "unit_price",
    ]  # fmt: skip


def test_what_is_in_an_article_travels_as_numbers(shop: Shop) -> None:
    croissant = put_on_sale(shop, "Croissant")
    command = DescribeItem(
        organization=shop.organization,
        person=None,
        item=croissant,
        allergens=("gluten", "milk"),
        traces=("nuts", "milk"),
        ingredients="  Farine de blé,\n beurre 24 % ",
        restriction="",
    )

    first, again = describe_item(command), describe_item(command)

    assert (first.created, again.created) == (True, False)
    document = read_document(shop.organization, new_uuid7(), croissant)
    # Gluten is bit 0, milk bit 6, nuts bit 7; milk is in it, so it is no trace.
    assert (document["allergens"], document["traces"]) == (0b1000001, 0b10000000)
    assert document["ingredients"] == "Farine de blé, beurre 24 %"
    with reading(shop.organization):
        assert traits_of(croissant).allergens == ("gluten", "milk")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"allergens": ("cocoa",)}, AllergenUnknown),
        ({"traces": ("",)}, AllergenUnknown),
        ({"ingredients": "x" * 1001}, IngredientsTooLong),
        ({"restriction": "knives"}, RestrictionUnknown),
        ({"modifiers": (UUID(int=5),)}, ModifierGroupUnknown),
        ({"item": UUID(int=5)}, ProductUnknown),
    ],
)
def test_a_wrong_description_is_refused_and_nothing_is_written(
    shop: Shop, change: dict[str, object], refusal: type[DomainError]
) -> None:
    command = DescribeItem(organization=shop.organization, person=None, item=put_on_sale(shop, "Croissant"))
    with reading(shop.organization):
        before = newest_position()

    with pytest.raises(refusal):
        describe_item(replace(command, **change))  # type: ignore[arg-type]  # one field at a time

    with reading(shop.organization):
        assert (ItemTraits.objects.count(), newest_position()) == (0, before)


def test_one_store_is_sold_out_and_the_other_is_not(shop: Shop, store: UUID) -> None:
    other = new_store(shop.organization)
    soup = put_on_sale(shop, "Soupe")
    command = MarkSoldOut(organization=shop.organization, person=None, store=store, item=soup, is_sold_out=True)

    first, again = mark_sold_out(command), mark_sold_out(command)

    assert (first.created, again.created) == (True, False)
    assert read_document(shop.organization, store, soup)["is_sold_out"] is True
    assert "is_sold_out" not in read_document(shop.organization, other, soup)
    with reading(shop.organization):
        assert sold_out_in(soup) == {store}

    assert mark_sold_out(replace(command, is_sold_out=False)).created is True
    assert "is_sold_out" not in read_document(shop.organization, store, soup)


def test_a_mark_of_nowhere_is_refused(shop: Shop) -> None:
    soup = put_on_sale(shop, "Soupe")
    command = MarkSoldOut(organization=shop.organization, person=None, store=new_uuid7(), item=soup, is_sold_out=True)

    with pytest.raises(StoreUnknown):
        mark_sold_out(command)

    with reading(shop.organization):
        assert SoldOut.objects.count() == 0


def test_the_last_layout_of_favorites_stands(shop: Shop, store: UUID) -> None:
    first, second = put_on_sale(shop, "Café"), put_on_sale(shop, "Thé")
    command = ArrangeFavorites(organization=shop.organization, person=None, store=store, items=(first, second))

    answers = [arrange_favorites(command), arrange_favorites(command)]
    arrange_favorites(replace(command, items=(second, first)))

    assert [answer.created for answer in answers] == [True, False]
    with reading(shop.organization):
        assert favorites_of(store) == (second, first)
        assert Favorites.objects.count() == 1


def test_favorites_that_are_no_page_are_refused(shop: Shop, store: UUID) -> None:
    coffee = put_on_sale(shop, "Café")
    command = ArrangeFavorites(organization=shop.organization, person=None, store=store, items=())

    for items, refusal in [
        ((coffee, coffee), FavoritesInvalid),
        ((new_uuid7(),), ProductUnknown),
        (tuple(new_uuid7() for _ in range(61)), FavoritesInvalid),
    ]:
        with pytest.raises(refusal):
            arrange_favorites(replace(command, items=items))
    with pytest.raises(StoreUnknown):
        arrange_favorites(replace(command, store=new_uuid7(), items=(coffee,)))

    with reading(shop.organization):
        assert Favorites.objects.count() == 0


def test_a_store_s_word_wins_over_the_shop_s_and_that_over_the_law(shop: Shop, store: UUID) -> None:
    night = ClosedHours(weekdays=(4, 5), begins=1320, ends=480)
    shops = SetRestriction(organization=shop.organization, person=None, code="beer_wine", age=18)
    stores = replace(shops, age=21, closed=(night,), store=store)

    assert [set_restriction(shops).created, set_restriction(stores).created, set_restriction(stores).created] == [
        True, True, False,
    ]  # fmt: skip

    with reading(shop.organization):
        own = own_restrictions()
        assert rules_in("DE", store, own)[0] == Rule("beer_wine", 21, (Closed((4, 5), 1320, 480),))
        assert rules_in("DE", new_uuid7(), own)[0] == Rule("beer_wine", 18)
    forget = ForgetRestriction(organization=shop.organization, person=None, code="beer_wine", store=store)
    assert [forget_restriction(forget).created, forget_restriction(forget).created] == [True, False]
    with reading(shop.organization):
        assert own_restrictions() == [OwnRule(None, Rule("beer_wine", 18))]


def test_the_law_of_a_country_is_known_without_a_word() -> None:
    assert [(rule.code, rule.age) for rule in rules_in("DE", UUID(int=1), [])] == [
        ("beer_wine", 16),
        ("spirits", 18),
        ("tobacco", 18),
        ("adult", 18),
    ]
    assert rules_in("FR", UUID(int=1), [])[0] == Rule("beer_wine", 18)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"code": "knives"}, RestrictionUnknown),
        ({"age": 100}, RestrictionInvalid),
        ({"closed": (ClosedHours(weekdays=(), begins=0, ends=60),)}, RestrictionInvalid),
        ({"closed": (ClosedHours(weekdays=(7,), begins=0, ends=60),)}, RestrictionInvalid),
        ({"closed": (ClosedHours(weekdays=(1,), begins=60, ends=60),)}, RestrictionInvalid),
        ({"closed": (ClosedHours(weekdays=(1,), begins=1440, ends=60),)}, RestrictionInvalid),
        ({"store": UUID(int=5)}, StoreUnknown),
    ],
)
def test_a_restriction_that_cannot_be_kept_is_refused(
    shop: Shop, change: dict[str, object], refusal: type[DomainError]
) -> None:
    command = SetRestriction(organization=shop.organization, person=None, code="spirits", age=18)

    with pytest.raises(refusal):
        set_restriction(replace(command, **change))  # type: ignore[arg-type]  # one field at a time

    with reading(shop.organization):
        assert Restriction.objects.count() == 0


def test_a_shelf_is_restricted_once(shop: Shop) -> None:
    command = RestrictCategory(
        organization=shop.organization, person=None, category=shop.drinks, restriction="beer_wine"
    )

    assert [restrict_category(command).created, restrict_category(command).created] == [True, False]
    with reading(shop.organization):
        assert restricted_categories() == {shop.drinks: "beer_wine"}
    with pytest.raises(RestrictionUnknown):
        restrict_category(replace(command, restriction="none"))


def test_a_group_of_modifiers_has_versions_and_leaves_its_articles_when_it_ends(shop: Shop) -> None:
    coffee = put_on_sale(shop, "Café")
    oat = ModifierOption(id=new_uuid7(), name="Avoine", price=40)
    command = SaveModifierGroup(
        organization=shop.organization, person=None, id=new_uuid7(), name="Lait", minimum=0, maximum=1, options=(oat,)
    )

    answers = [save_modifier_group(command), save_modifier_group(command)]
    describe_item(
        DescribeItem(organization=shop.organization, person=None, item=coffee, modifiers=(command.id, command.id))
    )
    save_modifier_group(replace(command, options=(replace(oat, price=50),)))

    assert [answer.created for answer in answers] == [True, False]
    assert read_document(shop.organization, new_uuid7(), coffee)["modifiers"] == [str(command.id)]
    with reading(shop.organization):
        [group] = modifier_groups()
        assert (group.name, group.minimum, group.maximum, group.options[0].price) == ("Lait", 0, 1, 50)
        rows = ModifierGroup.objects.order_by("position")
        assert [row.document["options"][0]["price"] for row in rows] == [40, 50]

    end = EndModifierGroup(organization=shop.organization, person=None, id=command.id)
    assert [end_modifier_group(end).created, end_modifier_group(end).created] == [True, False]
    assert "modifiers" not in read_document(shop.organization, new_uuid7(), coffee)
    with reading(shop.organization):
        assert modifier_groups() == []


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"options": ()},
        {"minimum": 2, "maximum": 1},
        {"maximum": 0},
        {"maximum": 2},
        {"options": (ModifierOption(id=UUID(int=1), name=""),)},
        {"options": (ModifierOption(id=UUID(int=1), name="x", price=10**10),)},
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(shop: Shop, change: dict[str, object]) -> None:
    command = SaveModifierGroup(
        organization=shop.organization,
        person=None,
        id=new_uuid7(),
        name="Lait",
        minimum=0,
        maximum=1,
        options=(ModifierOption(id=UUID(int=1), name="Avoine"),),
    )

    with pytest.raises(ModifiersInvalid):
        save_modifier_group(replace(command, **change))  # type: ignore[arg-type]  # one field at a time

    with reading(shop.organization):
        assert ModifierGroup.objects.count() == 0
