"""Where a provider's app on a till's phone comes back to. What it says is a hint: the provider decides."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comptoir.backoffice.shell import assets_version
from comptoir.payments.terminal_desk import come_back
from comptoir.platform.buckets import TokenBuckets

# Anybody can come here, as often as they like, and learn nothing; so often the provider is asked because of it.
return_buckets = TokenBuckets(burst=5, per_minute=10, name="app_return")
# The names under which apps give back what they were opened with.
REFERENCES = ("state", "com.squareup.pos.REQUEST_METADATA")
LENGTH_MAX = 2_000


@never_cache
@require_safe
def app_return(request: HttpRequest) -> HttpResponse:
    """The same page, whatever was said and whether there is such a payment or not."""
    said = _said(request)
    reference = next((said[name] for name in REFERENCES if name in said), "")
    organization, attempt = (_uuid(part) for part in [*reference.split("."), "", ""][:2])
    if organization is not None and attempt is not None and return_buckets.take(str(attempt)):
        come_back(organization, attempt, said)
    return render(request, "backoffice/app_return.html", {"assets": assets_version(), "is_guest": "guest" in said})


def _said(request: HttpRequest) -> dict[str, str]:
    """Square's app on an iPhone says all of it in one parameter."""
    said = {name: str(value)[:LENGTH_MAX] for name, value in request.GET.items()}
    try:
        more = json.loads(said.get("data", "{}"))
    except (ValueError, RecursionError):
        more = {}
    if isinstance(more, dict):
        said |= {name: value for name, value in more.items() if isinstance(value, str)}
    return said


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
