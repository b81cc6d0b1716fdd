"""Moving in: a file is tried, looked at, taken over, and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.moving_doors import ARTICLES, CARDS, CUSTOMERS, LISTS, PROMOTIONS, SUPPLIERS, Door
from comptoir.backoffice.moving_forms import CardsForm, FileForm, MoveForm
from comptoir.backoffice.refusals import say, say_code
from comptoir.backoffice.scope import local_today, zone_of
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.moving.commands import OpenMove, TurnMove
from comptoir.moving.errors import MoveUnknown
from comptoir.moving.public import SYSTEMS, MoveView, move_view, moves, open_move, stop, take_back, take_over
from comptoir.platform.public import stores
from comptoir.tax.public import classes_on

BAD_LINES_SHOWN = 100
TURNS = {"take": take_over, "stop": stop, "return": take_back}


@acts(Permission.EDIT_PRODUCTS)
def import_file(visit: Visit) -> HttpResponse:
    """Choose a file of items; it is tried first, and nothing is written."""
    is_sent = visit.request.method == "POST"
    with visit.reading():
        day = local_today(None, stores(), visit.now)
        form = MoveForm(
            visit.request.POST if is_sent else None,
            visit.request.FILES if is_sent else None,
            tax_classes=classes_on(day),
            stores=stores(),
            language=visit.language,
        )
    if is_sent and form.is_valid():
        said = form.cleaned_data
        command = OpenMove(
            organization=visit.organization,
            person=visit.person,
            id=said["id"],
            file_name=said["file"].name,
            content=said["file"].read(),
            day=day,
            category=said["category"],
            tax=said["tax"],
            way=_("Variant"),
            store=UUID(said["store"]),
        )
        if form.carry_out(lambda: open_move(command)):
            return redirect("move", said["id"])
    return _choose(visit, form, ARTICLES, "moving.html")


@acts(Permission.MANAGE_TILLS)
def import_people(visit: Visit) -> HttpResponse:
    """Choose a file of customers; it is tried first, and nothing is written."""
    is_sent = visit.request.method == "POST"
    form = FileForm(visit.request.POST if is_sent else None, visit.request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        said = form.cleaned_data
        with visit.reading():
            day = local_today(None, stores(), visit.now)
        command = OpenMove(
            organization=visit.organization,
            person=visit.person,
            id=said["id"],
            kind=CUSTOMERS.kind,
            file_name=said["file"].name,
            content=said["file"].read(),
            day=day,
        )
        if form.carry_out(lambda: open_move(command)):
            return redirect("people-move", said["id"])
    return _choose(visit, form, CUSTOMERS, "moving_people.html")


@acts(Permission.MANAGE_TILLS)
def import_cards(visit: Visit) -> HttpResponse:
    """Choose a file of gift cards; it is tried first, and nothing is owed."""
    is_sent = visit.request.method == "POST"
    with visit.reading():
        places = stores()
    form = CardsForm(visit.request.POST if is_sent else None, visit.request.FILES if is_sent else None, stores=places)
    return _tried(visit, form, CARDS)


@acts(Permission.MANAGE_STOCK)
def import_suppliers(visit: Visit) -> HttpResponse:
    """Choose a file of suppliers; it is tried first, and nothing is written."""
    return _tried(visit, _file_form(visit), SUPPLIERS)


@reads(Permission.MANAGE_TILLS)
def cards_move(visit: Visit, move: UUID) -> HttpResponse:
    """What came of a file of gift cards, or how far it is."""
    return _show(visit, move, CARDS)


@reads(Permission.MANAGE_TILLS)
def cards_move_csv(visit: Visit, move: UUID) -> HttpResponse:
    """The lines of gift cards that are not taken, as a file to work through."""
    return _bad_lines(visit, move, CARDS)


@acts(Permission.MANAGE_TILLS)
def cards_move_turn(visit: Visit, move: UUID) -> HttpResponse:
    """Take gift cards over, stop, or take them back."""
    return _turn(visit, move, CARDS)


@reads(Permission.MANAGE_STOCK)
def suppliers_move(visit: Visit, move: UUID) -> HttpResponse:
    """What came of a file of suppliers, or how far it is."""
    return _show(visit, move, SUPPLIERS)


@reads(Permission.MANAGE_STOCK)
def suppliers_move_csv(visit: Visit, move: UUID) -> HttpResponse:
    """The lines of suppliers that are not taken, as a file to work through."""
    return _bad_lines(visit, move, SUPPLIERS)


@acts(Permission.MANAGE_STOCK)
def suppliers_move_turn(visit: Visit, move: UUID) -> HttpResponse:
    """Take suppliers over, stop, or take them back."""
    return _turn(visit, move, SUPPLIERS)


@acts(Permission.EDIT_PRODUCTS)
def import_lists(visit: Visit) -> HttpResponse:
    """Choose a file of price lists; it is tried first, and nothing is written."""
    return _tried(visit, _file_form(visit), LISTS)


@acts(Permission.EDIT_PRODUCTS)
def import_promotions(visit: Visit) -> HttpResponse:
    """Choose a file of promotions; it is tried first, and nothing is written."""
    return _tried(visit, _file_form(visit), PROMOTIONS)


@reads(Permission.EDIT_PRODUCTS)
def lists_move(visit: Visit, move: UUID) -> HttpResponse:
    """What came of a file of price lists, or how far it is."""
    return _show(visit, move, LISTS)


@reads(Permission.EDIT_PRODUCTS)
def lists_move_csv(visit: Visit, move: UUID) -> HttpResponse:
    """The lines of price lists that are not taken, as a file to work through."""
    return _bad_lines(visit, move, LISTS)


@acts(Permission.EDIT_PRODUCTS)
def lists_move_turn(visit: Visit, move: UUID) -> HttpResponse:
    """Take price lists over, stop, or take them back."""
    return _turn(visit, move, LISTS)


@reads(Permission.EDIT_PRODUCTS)
def promotions_move(visit: Visit, move: UUID) -> HttpResponse:
    """What came of a file of promotions, or how far it is."""
    return _show(visit, move, PROMOTIONS)


@reads(Permission.EDIT_PRODUCTS)
def promotions_move_csv(visit: Visit, move: UUID) -> HttpResponse:
    """The lines of promotions that are not taken, as a file to work through."""
    return _bad_lines(visit, move, PROMOTIONS)


@acts(Permission.EDIT_PRODUCTS)
def promotions_move_turn(visit: Visit, move: UUID) -> HttpResponse:
    """Take promotions over, stop, or take them back."""
    return _turn(visit, move, PROMOTIONS)


@reads(Permission.EDIT_PRODUCTS)
def move(visit: Visit, move: UUID) -> HttpResponse:
    """What came of a file of items, or how far it is."""
    return _show(visit, move, ARTICLES)


@reads(Permission.MANAGE_TILLS)
def people_move(visit: Visit, move: UUID) -> HttpResponse:
    """What came of a file of customers, or how far it is."""
    return _show(visit, move, CUSTOMERS)


@reads(Permission.EDIT_PRODUCTS)
def move_csv(visit: Visit, move: UUID) -> HttpResponse:
    """The lines of items that are not taken, as a file to work through."""
    return _bad_lines(visit, move, ARTICLES)


@reads(Permission.MANAGE_TILLS)
def people_move_csv(visit: Visit, move: UUID) -> HttpResponse:
    """The lines of customers that are not taken, as a file to work through."""
    return _bad_lines(visit, move, CUSTOMERS)


@acts(Permission.EDIT_PRODUCTS)
def move_turn(visit: Visit, move: UUID) -> HttpResponse:
    """Take items over, stop, or take them back."""
    return _turn(visit, move, ARTICLES)


@acts(Permission.MANAGE_TILLS)
def people_move_turn(visit: Visit, move: UUID) -> HttpResponse:
    """Take customers over, stop, or take them back."""
    return _turn(visit, move, CUSTOMERS)


def _file_form(visit: Visit) -> FileForm:
    is_sent = visit.request.method == "POST"
    return FileForm(visit.request.POST if is_sent else None, visit.request.FILES if is_sent else None)


def _tried(visit: Visit, form: FileForm, door: Door) -> HttpResponse:
    """Have the chosen file tried, or show the form again."""
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        with visit.reading():
            day = local_today(None, stores(), visit.now)
        command = OpenMove(
            organization=visit.organization, person=visit.person, id=said["id"], kind=door.kind,
            file_name=said["file"].name, content=said["file"].read(), day=day,
            store=UUID(said["store"]) if "store" in said else None,
        )  # fmt: skip
        if form.carry_out(lambda: open_move(command)):
            return redirect(door.shown, said["id"])
    return _choose(visit, form, door, "moving_things.html")


def _choose(visit: Visit, form: PlainForm, door: Door, template: str) -> HttpResponse:
    with visit.reading():
        context: dict[str, object] = {
            "form": form, "moves": moves(door.kind), "systems": SYSTEMS, "zone": zone_of(None, stores()), "door": door,
        }  # fmt: skip
        return visit.render(template, context, status=422 if form.errors else 200)


def _show(visit: Visit, move: UUID, door: Door) -> HttpResponse:
    """The whole page; htmx asks for the piece alone while it works."""
    view = _found(move, door)
    shown = [(number, say_code(code, details)) for number, code, details in view.bad_lines[:BAD_LINES_SHOWN]]
    context: dict[str, object] = {"move": view, "bad_lines": shown, "more": view.bad - len(shown), "door": door}
    is_piece = visit.request.headers.get("HX-Target") == "move"
    return visit.render("move_piece.html" if is_piece else "move.html", context)


def _bad_lines(visit: Visit, move: UUID, door: Door) -> HttpResponse:
    view = _found(move, door)
    rows = [[str(number), say_code(code, details)] for number, code, details in view.bad_lines]
    return csv_file("lines.csv", [_("Line"), _("Reason")], rows, visit.language)


def _turn(visit: Visit, move: UUID, door: Door) -> HttpResponse:
    if visit.request.method != "POST":
        return redirect(door.shown, move)
    turn = TURNS.get(visit.request.POST.get("wish", ""))
    if turn is None:
        raise Http404
    with visit.reading():
        _found(move, door)
    try:
        turn(TurnMove(organization=visit.organization, person=visit.person, move=move))
    except MoveUnknown as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    return redirect(door.shown, move)


def _found(move: UUID, door: Door) -> MoveView:
    view = move_view(move, door.kind)
    if view is None:
        raise Http404
    return view
