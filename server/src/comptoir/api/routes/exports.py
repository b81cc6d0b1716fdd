"""Exports: everything of the shop as one file, asked for, looked at, fetched."""

from django.http import HttpResponse, StreamingHttpResponse

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.exports import Export, ExportList, NewExport
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.moving.commands import AskExport, OfExport
from comptoir.moving.public import (
    ExportView,
    ask_export,
    cancel_export,
    export_file,
    export_view,
    exports,
    file_parts,
)

door = Door(tags=["Exports"])
TAKE = Permission.TAKE_OUT
ZIP = "application/zip"


@door.reads("/exports", permission=TAKE, answer=ExportList, summary="The newest files of everything")
def get_exports(_caller: Caller) -> ExportList:
    return ExportList(exports=[_export(view) for view in exports()])


@door.writes("POST", "/exports", permission=TAKE, answer=Export, status=201, summary="Have a file of everything made")
def add_export(caller: Caller, export: NewExport) -> Export:
    key = export.id or new_uuid7()
    ask_export(AskExport(organization=caller.organization, person=caller.person, id=key, now=caller.now))
    return _standing(key)


@door.reads("/exports/{export}", permission=TAKE, answer=Export, summary="How far one is")
def get_export(_caller: Caller, export: Id) -> Export:
    return _standing(export)


@door.writes("POST", "/exports/{export}/cancel", permission=TAKE, answer=Export, summary="Stop one that is being made")
def cancel_one_export(caller: Caller, export: Id) -> Export:
    cancel_export(_wish(caller, export))
    return _standing(export)


@door.reads("/exports/{export}/file", permission=TAKE, answer=ZIP, summary="The file of one that is ready")
def get_export_file(caller: Caller, export: Id) -> HttpResponse | StreamingHttpResponse:
    path, view = export_file(export), export_view(export)
    if path is None or view is None:
        raise Unknown
    answer = StreamingHttpResponse(file_parts(path, _wish(caller, export)), content_type=ZIP)
    answer["Content-Length"] = str(view.bytes)
    answer["Cache-Control"] = "no-store"
    answer["ETag"] = f'"{view.sha256}"'
    return answer


def _wish(caller: Caller, export: Id) -> OfExport:
    return OfExport(organization=caller.organization, person=caller.person, export=export, now=caller.now)


def _standing(key: Id) -> Export:
    view = export_view(key)
    if view is None:
        raise Unknown
    return _export(view)


def _export(view: ExportView) -> Export:
    return Export(
        id=view.id, state=view.state, tables_done=view.tables_done, tables=view.tables, rows=view.rows,
        entries=view.entries, bytes=view.bytes, sha256=view.sha256 or None, reason=view.reason or None,
        asked_at=view.asked_at, ended_at=view.ended_at, kept_until=view.kept_until,
    )  # fmt: skip
