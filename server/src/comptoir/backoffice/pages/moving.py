"""Moving in: a file is tried, looked at, taken over, and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file
from comptoir.backoffice.moving_forms import MoveForm
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
    """Choose a file; it is tried first, and nothing is written."""
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
            category=said["category"],
            tax=said["tax"],
            way=_("Variant"),
            store=UUID(said["store"]),
            day=day,
        )
        if form.carry_out(lambda: open_move(command)):
            return redirect("move", said["id"])
    with visit.reading():
        context: dict[str, object] = {
            "form": form, "moves": moves(), "systems": SYSTEMS, "zone": zone_of(None, stores()),
        }  # fmt: skip
        return visit.render("moving.html", context, status=422 if form.errors else 200)


@reads(Permission.EDIT_PRODUCTS)
def move(visit: Visit, move: UUID) -> HttpResponse:
    """What came of a file, or how far it is; htmx asks for the piece alone while it works."""
    view = _found(move)
    shown = [(number, say_code(code, details)) for number, code, details in view.bad_lines[:BAD_LINES_SHOWN]]
    context: dict[str, object] = {"move": view, "bad_lines": shown, "more": view.bad - len(shown)}
    is_piece = visit.request.headers.get("HX-Target") == "move"
    return visit.render("move_piece.html" if is_piece else "move.html", context)


@reads(Permission.EDIT_PRODUCTS)
def move_csv(visit: Visit, move: UUID) -> HttpResponse:
    """The lines that are not taken, as a file to work through."""
    view = _found(move)
    rows = [[str(number), say_code(code, details)] for number, code, details in view.bad_lines]
    return csv_file("lines.csv", [_("Line"), _("Reason")], rows, visit.language)


@acts(Permission.EDIT_PRODUCTS)
def move_turn(visit: Visit, move: UUID) -> HttpResponse:
    """Take it over, stop it, or take it back."""
    if visit.request.method != "POST":
        return redirect("move", move)
    turn = TURNS.get(visit.request.POST.get("wish", ""))
    if turn is None:
        raise Http404
    try:
        turn(TurnMove(organization=visit.organization, person=visit.person, move=move))
    except MoveUnknown as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    return redirect("move", move)


def _found(move: UUID) -> MoveView:
    view = move_view(move)
    if view is None:
        raise Http404
    return view
