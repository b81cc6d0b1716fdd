"""The address that providers call: anonymous, because the signature is the permission. 2xx before any work."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from comptoir.api.limits import TokenBuckets
from comptoir.links.errors import HookUnknown
from comptoir.links.public import BODY_BYTES_MAX, TakeCall, organization_of, take_call

# Of calls that were refused: whoever tries on learns so slowly, and costs no write.
refused_buckets = TokenBuckets(burst=60, per_minute=60, name="hook_refused")


@csrf_exempt
def hook(request: HttpRequest, driver: str, account: UUID) -> HttpResponse:
    """Take a call, and say nothing of why it was not taken."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_BYTES_MAX or len(request.body) > BODY_BYTES_MAX:
        return HttpResponse(status=413)
    place = request.META.get("REMOTE_ADDR", "")
    if not (turn := refused_buckets.look(place)):
        return HttpResponse(status=429, headers={"Retry-After": str(turn.wait_seconds)})
    organization = organization_of(account)
    if organization is None:
        refused_buckets.take(place)
        return HttpResponse(status=404)
    headers = {name.lower(): value for name, value in request.headers.items()}
    call = TakeCall(
        organization=organization, account=account, driver=driver, body=request.body, headers=headers,
        now=datetime.now(UTC),
    )  # fmt: skip
    try:
        is_taken = take_call(call)
    except HookUnknown:
        refused_buckets.take(place)
        return HttpResponse(status=404)
    if not is_taken:
        refused_buckets.take(place)
        return HttpResponse(status=400)
    # Adyen takes nothing else for a yes.
    return HttpResponse("[accepted]" if driver == "adyen" else "", content_type="text/plain")
