"""No number of a payment card comes in: not by a form, not by the interface, not in a file that is uploaded.

One door-level check, so that no field can be forgotten. What devices send is checked where the edge reads JSON; entries
are sealed on the till and are what they are (`docs/pci.md`).
"""

from collections.abc import Callable, Iterator

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comptoir.api.problems import problem_response
from comptoir.backoffice.shell import assets_version
from comptoir.kernel.card_numbers import holds_card_number, json_holds_card_number

# Passwords are never kept as they are, and may be any digits.
_UNREAD = ("password", "csrfmiddlewaretoken")
# Their readers keep a few named columns and check those; of gift cards only a digest of the code is kept.
_READ_ELSEWHERE = ("/settlements/files", "/gift-cards/import")
# What providers call: its door takes numbers out before anything is kept, and has bounds of its own.
_MASKED_ELSEWHERE = "/hooks/"
_KEY = "Idempotency-Key"
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
_FILE_MAX = 60_000_000


def refuse_card_numbers(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a request that holds one, before anything of it is read."""

    def guarded(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_MASKED_ELSEWHERE) or not request_holds_one(request):
            return answer(request)
        if request.path.startswith("/api/"):
            refusal = problem_response(422, "api.card_number")
        else:
            refusal = render(request, "backoffice/card_number.html", {"assets": assets_version()}, status=422)
        # Django would write the address of a refused request into the log, with the number in it.
        refusal._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark
        return refusal

    return guarded


def request_holds_one(request: HttpRequest) -> bool:
    """In its address, in what it is called, or in its body: addresses end in logs, keys in tables."""
    asked = (value for _name, values in request.GET.lists() for value in values)
    named = (request.path, request.headers.get(_KEY, ""))
    if any(holds_card_number(text) for text in (*named, *asked)):
        return True
    if request.method not in _WITH_BODY:
        return False
    kind = request.content_type or ""
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return any(holds_card_number(text) for text in _texts(request))
    return json_holds_card_number(request.body)


def _texts(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        if not any(part in name for part in _UNREAD):
            yield from values
    if not request.path.startswith(_READ_ELSEWHERE):
        for files in dict(request.FILES.lists()).values():
            for file in files:
                if isinstance(file, UploadedFile):
                    yield from _file_texts(file)


def _file_texts(file: "UploadedFile[bytes]") -> Iterator[str]:
    """Its name and, of a text, its lines; a picture has none."""
    yield file.name or ""
    if (file.size or 0) > _FILE_MAX:
        return
    begin = file.read(1_024)
    file.seek(0)
    if b"\x00" in begin or begin[:4] in (b"\x89PNG", b"RIFF", b"PK\x03\x04") or begin[:2] == b"\xff\xd8":
        return
    for line in file:
        yield line.decode("utf-8", "replace")
    file.seek(0)
