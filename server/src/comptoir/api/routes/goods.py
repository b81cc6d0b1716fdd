"""Articles beyond a name and a price: variants, packs, menus, pictures, contents, codes, and what a store has left."""

from base64 import b64decode
from binascii import Error as Unreadable
from uuid import UUID

from django.http import HttpResponse

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door, match
from comptoir.api.errors import NotBase64, Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.goods import (
    Choice,
    Containers,
    ContainersSet,
    Content,
    Description,
    Details,
    Matrix,
    Member,
    Menu,
    NetContent,
    NewPack,
    OptionPart,
    PackCount,
    Picture,
    Place,
    SoldOut,
)
from comptoir.api.wishes import told, wish
from comptoir.catalog.bottle_deposits import containers_of
from comptoir.catalog.commands import (
    AddPack,
    ArrangeBundle,
    ArrangeVariants,
    BundlePlace,
    ChangePack,
    DescribeItem,
    MarkSoldOut,
    SetPhoto,
)
from comptoir.catalog.content_commands import StateContent
from comptoir.catalog.deposit_commands import SetContainers
from comptoir.catalog.label_facts import net_content_of
from comptoir.catalog.operations import (
    add_pack,
    arrange_bundle,
    arrange_variants,
    change_pack,
    describe_item,
    mark_sold_out,
    set_containers,
    set_photo,
    state_content,
)
from comptoir.catalog.photos import tile_picture
from comptoir.catalog.public import item_view, lock_catalog
from comptoir.catalog.traits import PlaceView, members_of, photo_of, sold_out_in, traits_of
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7

door = Door(tags=["Articles"])
SEE, EDIT = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS
WEBP = "image/webp"


@door.reads("/articles/{article}/details", permission=SEE, answer=Details, summary="What an article has besides")
def get_details(_caller: Caller, article: Id) -> Details:
    return _details(article)


@door.writes(
    "PUT", "/articles/{article}/description", permission=EDIT, answer=Details, needs_match=True,
    summary="Allergens, ingredients, who may buy it, what is asked with it",
)  # fmt: skip
def put_description(caller: Caller, article: Id, description: Description) -> Details:
    _match(caller, article)
    describe_item(wish(DescribeItem, caller, description, item=article))
    return _details(article)


@door.writes(
    "PUT", "/articles/{article}/content", permission=EDIT, answer=Details, needs_match=True,
    summary="How much is in it, and where it comes from",
)  # fmt: skip
def put_content(caller: Caller, article: Id, content: Content) -> Details:
    _match(caller, article)
    state_content(wish(StateContent, caller, content, item=article))
    return _details(article)


@door.writes(
    "PUT", "/articles/{article}/containers", permission=EDIT, answer=Details, needs_match=True,
    summary="The bottles and crates that it is sold in",
)  # fmt: skip
def put_containers(caller: Caller, article: Id, containers: ContainersSet) -> Details:
    _match(caller, article)
    set_containers(wish(SetContainers, caller, containers, item=article))
    return _details(article)


@door.writes(
    "PUT", "/articles/{article}/variants", permission=EDIT, answer=Details, needs_match=True,
    summary="The whole matrix of sizes and colors",
)  # fmt: skip
def put_variants(caller: Caller, article: Id, matrix: Matrix) -> Details:
    _match(caller, article)
    named = [cell.model_copy(update={"article": cell.article or new_uuid7()}) for cell in matrix.variants]
    arrange_variants(wish(ArrangeVariants, caller, matrix.model_copy(update={"variants": named}), parent=article))
    return _details(article)


@door.writes(
    "PUT", "/articles/{article}/menu", permission=EDIT, answer=Details, needs_match=True,
    summary="What a menu is made of",
)  # fmt: skip
def put_menu(caller: Caller, article: Id, menu: Menu) -> Details:
    _match(caller, article)
    places = tuple(
        BundlePlace(
            name=place.name, count=place.count, items=tuple(choice.article for choice in place.choices),
            surcharges={choice.article: choice.surcharge for choice in place.choices if choice.surcharge},
        )
        for place in menu.places
    )  # fmt: skip
    arrange_bundle(wish(ArrangeBundle, caller, item=article, places=places))
    return _details(article)


@door.writes(
    "POST", "/articles/{article}/packs", permission=EDIT, answer=Details, status=201, summary="A six-pack, a case"
)
def add_one_pack(caller: Caller, article: Id, pack: NewPack) -> Details:
    add_pack(wish(AddPack, caller, pack, parent=article, item=pack.id or new_uuid7()))
    return _details(article)


@door.writes(
    "PUT", "/packs/{article}/count", permission=EDIT, answer=Details, needs_match=True,
    summary="Let a pack hold another number from now on",
)  # fmt: skip
def put_pack_count(caller: Caller, article: Id, pack: PackCount) -> Details:
    _match(caller, article)
    change_pack(wish(ChangePack, caller, pack, item=article))
    return _details(article)


@door.writes("PUT", "/articles/{article}/photo", permission=EDIT, answer=Details, summary="Give it a picture, or none")
def put_photo(caller: Caller, article: Id, photo: Picture) -> Details:
    _match(caller, article, is_needed=False)
    set_photo(wish(SetPhoto, caller, item=article, picture=_tile(photo.picture)))
    return _details(article)


@door.writes(
    "PUT", "/articles/{article}/sold-out/{store}", permission=EDIT, answer=Details,
    summary="Tell a store's tills that they have none left, or some again",
)  # fmt: skip
def put_sold_out(caller: Caller, article: Id, store: Id, mark: SoldOut) -> Details:
    mark_sold_out(wish(MarkSoldOut, caller, mark, item=article, store=store))
    return _details(article)


@door.reads("/photos/{photo}", permission=SEE, answer=WEBP, summary="A picture of an article")
def get_photo(_caller: Caller, photo: str) -> HttpResponse:
    body = photo_of(photo) if "\x00" not in photo else None
    if body is None:
        raise Unknown
    answer = HttpResponse(body, content_type=WEBP)
    answer["ETag"] = f'"{photo[:32]}"'
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _tile(picture: str | None) -> bytes:
    if not picture:
        return b""
    try:
        return tile_picture(b64decode(picture, validate=True))
    except Unreadable as error:
        raise NotBase64 from error


def _match(caller: Caller, item: UUID, *, is_needed: bool = True) -> None:
    lock_catalog()
    match(caller, _details(item), is_needed=is_needed)


def _details(item: UUID) -> Details:
    if item_view(item) is None:
        raise Unknown
    traits, (net, origin) = traits_of(item), net_content_of(item)
    return Details(
        article=item, parent=traits.parent, choices=list(traits.choices), options=told(OptionPart, traits.options),
        pack_count=traits.pack_count, members=told(Member, members_of(item)), photo=traits.photo,
        allergens=list(traits.allergens), traces=list(traits.traces), ingredients=traits.ingredients,
        restriction=traits.restriction, modifiers=list(traits.modifiers), places=[_place(one) for one in traits.bundle],
        containers=told(Containers, containers_of(item)), net=NetContent.from_orm(net) if net else None, origin=origin,
        sold_out_in=sorted(sold_out_in(item)),
    )  # fmt: skip


def _place(place: PlaceView) -> Place:
    choices = [Choice(article=item, surcharge=place.surcharges.get(item, 0)) for item in place.items]
    return Place(name=place.name, count=place.count, choices=choices)
