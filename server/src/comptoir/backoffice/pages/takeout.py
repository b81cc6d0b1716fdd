"""Moving out: everything of the shop as one file, made in the background, fetched within a week."""

import re
import unicodedata
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import zone_of
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.moving.commands import AskExport, OfExport
from comptoir.moving.errors import ExportUnknown
from comptoir.moving.public import (
    ask_export,
    cancel_export,
    export_file,
    export_view,
    exports,
    file_parts,
)
from comptoir.platform.public import organization_view, stores

NAME_LENGTH_MAX = 60


@reads(Permission.TAKE_OUT)
def takeout(visit: Visit) -> HttpResponse:
    """What was made, what is being made; htmx asks for the piece alone while it is made."""
    rows = exports()
    context: dict[str, object] = {
        "exports": rows,
        "running": next((row for row in rows if row.is_under_way), None),
        "fresh": new_uuid7(),
        "zone": zone_of(None, stores()),
    }
    is_piece = visit.request.headers.get("HX-Target") == "exports"
    return visit.render("takeout_piece.html" if is_piece else "takeout.html", context)


@acts(Permission.TAKE_OUT)
def takeout_new(visit: Visit) -> HttpResponse:
    """Have one made. The id is chosen when the page is made: pressed twice, it is one file."""
    if visit.request.method == "POST":
        wanted = read_uuid(visit.request.POST.get("id"))
        if wanted is None:
            raise Http404
        try:
            ask_export(AskExport(organization=visit.organization, person=visit.person, id=wanted, now=visit.now))
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
    return redirect("takeout")


@acts(Permission.TAKE_OUT)
def takeout_cancel(visit: Visit, export: UUID) -> HttpResponse:
    """Stop it; nothing of it is left."""
    if visit.request.method == "POST":
        try:
            cancel_export(_wish(visit, export))
        except ExportUnknown as refusal:
            raise Http404 from refusal
        messages.success(visit.request, _("Cancelled. Nothing of it is kept."))
    return redirect("takeout")


@acts(Permission.TAKE_OUT)
def takeout_file(visit: Visit, export: UUID) -> HttpResponseBase:
    """The file. That somebody took it away is noted before its first byte leaves."""
    with visit.reading():
        path, found = export_file(export), export_view(export)
        name = organization_view().name
    if path is None or found is None:
        raise Http404
    answer = StreamingHttpResponse(file_parts(path, _wish(visit, export)), content_type="application/zip")
    answer["Content-Length"] = str(found.bytes)
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(name)}-{found.asked_at:%Y-%m-%d}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


def _wish(visit: Visit, export: UUID) -> OfExport:
    return OfExport(organization=visit.organization, person=visit.person, export=export, now=visit.now)


def _file_name(shop: str) -> str:
    """The shop's name in letters that every file system takes."""
    plain = unicodedata.normalize("NFKD", shop).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:NAME_LENGTH_MAX] or "comptoir"
