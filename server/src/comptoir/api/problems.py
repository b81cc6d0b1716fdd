"""The one place that knows HTTP's words for refusals: `application/problem+json` (RFC 9457)."""

import json

from django.http import HttpResponse

from comptoir.kernel import Category, DomainError

STATUS_OF = {
    Category.INVALID: 422,
    Category.FORBIDDEN: 403,
    Category.NOT_FOUND: 404,
    Category.CONFLICT: 409,
    Category.UNAVAILABLE: 503,
}
TITLES = {
    Category.INVALID: "Invalid",
    Category.FORBIDDEN: "Forbidden",
    Category.NOT_FOUND: "Not found",
    Category.CONFLICT: "Conflict",
    Category.UNAVAILABLE: "Unavailable",
}


def problem(refusal: DomainError) -> HttpResponse:
    """A refusal as a problem: no sentence to show, the client translates `code`."""
    return problem_response(STATUS_OF[refusal.category], TITLES[refusal.category], refusal.code, refusal.details)


def problem_response(status: int, title: str, code: str, details: dict[str, str | int] | None = None) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "code": code, **(details or {})}
    return HttpResponse(json.dumps(body), status=status, content_type="application/problem+json")
