"""The one place that knows HTTP's words for refusals: `application/problem+json` (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comptoir.kernel import Category, DomainError
from comptoir.platform.buckets import Turn

STATUS_OF = {
    Category.INVALID: 422,
    Category.FORBIDDEN: 403,
    Category.NOT_FOUND: 404,
    Category.CONFLICT: 409,
    Category.UNAVAILABLE: 503,
}
# Where HTTP has a word of its own.
STATUS_OF_CODE = {
    "api.token_refused": 401,
    "api.too_fast": 429,
    "api.match_missing": 428,
    "api.changed_meanwhile": 412,
}
TITLES: Mapping[int, Promise] = {
    400: _("Unreadable"),
    401: _("Who is asking?"),
    403: _("Not allowed"),
    404: _("Not found"),
    409: _("Conflict"),
    412: _("Changed meanwhile"),
    422: _("Invalid"),
    428: _("Not without its version"),
    429: _("Too many requests"),
    503: _("Not available now"),
}
SENTENCES: Mapping[str, Promise] = {
    "api.receipt_unknown": _("This receipt is not known here."),
    "api.token_refused": _("Send a token that is good, in the header Authorization (Bearer comptoir_…)."),
    "api.scope_missing": _("This token is not good for that: it lacks %(scope)s."),
    "api.too_fast": _("Wait a moment: too many requests."),
    "api.unavailable": _("The database is away for a moment: ask again."),
    "api.unknown": _("There is nothing with this identifier here."),
    "api.already_there": _("Something has this identifier already."),
    "api.cursor_invalid": _("Take the cursor from the field “next” of the answer before."),
    "api.key_invalid": _("An idempotency key is 1 to 200 printable ASCII characters."),
    "api.key_reused": _("This idempotency key was sent with another request."),
    "api.match_missing": _("Send the ETag that you read in If-Match, so that no change of somebody else is lost."),
    "api.changed_meanwhile": _("Somebody changed it since you read it: read it again."),
    "api.no_person": _("Whoever made this token has left: a decision needs somebody who answers for it."),
    "api.not_base64": _("A file or picture travels as base64."),
    "api.report_unknown": _("There is no such report: GET /reports and GET /reports/cubes say what can be asked."),
    "api.card_number": _("This holds the number of a payment card: none is kept here. Send it without."),
    "api.no_such_address": _("There is nothing at this address."),
    "api.unreadable": _("The body is not JSON in UTF-8."),
    "api.labels_count": _("Send 1 to 500 labels at once: these would be %(labels)s."),
    "api.days_invalid": _("The first day is after the last one, or of another century."),
    "api.invalid": _("Look at the errors: each says where and why."),
}
PROBLEM = "application/problem+json"
RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing of a request that does not fit."""

    where: str
    why: str


def problem(refusal: DomainError) -> HttpResponse:
    """A refusal as a problem: programs act by `code`, people read `detail` in the language that they asked for."""
    status = STATUS_OF_CODE.get(refusal.code) or STATUS_OF[refusal.category]
    return problem_response(status, refusal.code, refusal.details)


def problem_response(
    status: int, code: str, details: Mapping[str, str | int] | None = None, wrong: Sequence[Wrong] = ()
) -> HttpResponse:
    details = details or {}
    body: dict[str, object] = {
        "type": "about:blank",
        "title": str(TITLES[status]),
        "status": status,
        "code": code,
        "detail": _sentence(code, details),
        **{name: value for name, value in details.items() if name not in ("type", "title", "status", "code", "detail")},
    }
    if wrong:
        body["errors"] = [{"where": one.where, "why": one.why} for one in wrong]
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=PROBLEM)
    answer["Content-Language"] = (get_language() or "en")[:2]
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Comptoir"'
    if status in (429, 503):
        answer["Retry-After"] = str(details.get("seconds", RETRY_SECONDS) if status == 429 else RETRY_SECONDS)
    return answer


def too_fast(turn: Turn) -> HttpResponse:
    """What a stranger hears who asks too often, and after how many seconds there is an answer again."""
    return problem_response(429, "api.too_fast", {"seconds": turn.wait_seconds})


def _sentence(code: str, details: Mapping[str, str | int]) -> str:
    """The API's own, else the one that pages say: settings name where, because doors do not know each other."""
    if code in SENTENCES:
        return str(SENTENCES[code]) % details
    return str(import_string(settings.REFUSAL_SENTENCE)(code, details))
