"""Where a guest pays a link: what it is, what is left, and on to the provider's page. No sign-in, no card field."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.refusals import say
from comptoir.backoffice.shell import assets_version
from comptoir.kernel import DomainError, divide_half_away
from comptoir.links.public import (
    SHARES_MAX,
    BeginTry,
    LinkView,
    come_back,
    link_of,
    look_at_link,
    organization_of_token,
    send_guest,
    shares,
)
from comptoir.platform.buckets import TokenBuckets
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import reading

# Shares of what is paid, in hundredths.
TIPS = (5, 10, 15)
# A table of guests at once, and one try in six seconds for as long as they like.
guest_buckets = TokenBuckets(burst=20, per_minute=10, name="pay")


@never_cache
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be paid; a form that was sent leads on."""
    organization = _organization(token)
    if request.method != "POST":
        return _page(request, organization, token)
    if not (turn := guest_buckets.take(token)):
        slow = _page(request, organization, token, error=_("Too many tries at once. Wait a minute."), status=429)
        slow["Retry-After"] = str(turn.wait_seconds)
        return slow
    link = _link(organization, token)
    amount = _amount(request, link)
    if amount is not None and amount < 1:
        return _page(request, organization, token, error=_("Enter an amount such as 12.50."), status=422)
    tip = _tip(request, link, link.free if amount is None else amount)
    if tip < 0:
        return _page(request, organization, token, error=_("Enter an amount such as 12.50."), status=422)
    seen = request.POST.get("version", "")
    back = request.build_absolute_uri(f"/pay/{token}/back")
    try:
        address = send_guest(
            BeginTry(
                organization=organization, token=token, amount=amount, now=datetime.now(UTC), tip=tip,
                version=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 8 else None,
            ),
            back,
        )  # fmt: skip
    except DomainError as refusal:
        return _page(request, organization, token, error=say(refusal), status=409)
    # Not a redirect: the page's own policy lets a form lead nowhere else.
    return render(request, "backoffice/pay_go.html", {"address": address, "assets": assets_version()})


@never_cache
def pay_back(request: HttpRequest, token: str, attempt: UUID) -> HttpResponse:
    """A guest is back: the provider is asked, and the page says how it stands."""
    organization = _organization(token)
    link = _link(organization, token)
    if attempt in {one.id for one in link.tries} and guest_buckets.take(token):
        come_back(organization, attempt)
        look_at_link(organization, token)
    return redirect("pay", token)


def _organization(token: str) -> UUID:
    found = organization_of_token(token[:64])
    if found is None:
        raise Http404
    return found


def _link(organization: UUID, token: str) -> LinkView:
    with reading(organization):
        found = link_of(datetime.now(UTC), token=token)
    if found is None:
        raise Http404
    return found


def _amount(request: HttpRequest, link: LinkView) -> int | None:
    """What the guest chose; null: all that is left."""
    chosen = request.POST.get("pay", "all")
    if chosen == "all":
        return None
    if chosen == "amount":
        return parse_amount(request.POST.get("amount", ""), link.currency) or 0
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0


def _tip(request: HttpRequest, link: LinkView, amount: int) -> int:
    """What the guest gives on top: a share of what they pay, or an amount; below zero: nobody can read it."""
    chosen = request.POST.get("tip", "") if link.allows_tips else ""
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 3:
        return divide_half_away(amount * int(chosen), 100)
    typed = request.POST.get("tip_amount", "").strip() if link.allows_tips else ""
    if not typed:
        return 0
    found = parse_amount(typed, link.currency)
    return -1 if found is None or found < 0 else found


def _page(
    request: HttpRequest, organization: UUID, token: str, *, error: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    link = _link(organization, token)
    with reading(organization):
        shop = organization_view().name
    people = request.GET.get("people", "")
    count = int(people) if people.isdigit() and 2 <= int(people[:3]) <= SHARES_MAX else 0
    share = shares(link.free, count)[0] if count and link.free >= count else 0
    context = {
        "link": link, "shop": shop, "error": error, "assets": assets_version(), "people": count,
        "choices": range(2, SHARES_MAX + 1), "share": share, "tips": TIPS,
        "can_pay": link.state in ("open", "part") and link.free > 0 and not link.is_held,
    }  # fmt: skip
    return render(request, "backoffice/pay.html", context, status=status)
