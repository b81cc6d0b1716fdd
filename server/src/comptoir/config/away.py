"""What a page says when the database is away: not that something is broken, but to come again."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error as broken

from comptoir.api.problems import problem_response

RETRY_SECONDS = 3


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for what nobody caught. A database that restarts is weather (503), all else is a bug (500)."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return broken(request)
    if request.path.startswith("/api/"):
        response = problem_response(503, "api.unavailable")
    else:
        # Without the request: its person and messages stand in the database.
        words = {"retry_seconds": RETRY_SECONDS if request.method == "GET" else None}
        response = HttpResponse(loader.get_template("503.html").render(words), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
