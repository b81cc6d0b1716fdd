"""Signing in where one's company signs in (OpenID Connect), and saying where that is."""

import hmac
from datetime import UTC, datetime
from time import time
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.company_forms import CompanyForm
from comptoir.backoffice.pages.account import enter, sign_in_page
from comptoir.backoffice.refusals import say
from comptoir.backoffice.shell import assets_version
from comptoir.identity.errors import SignOnRefused
from comptoir.identity.openid import Client, begin, discover, finish
from comptoir.identity.public import Permission
from comptoir.identity.single_sign_on import (
    EnterBySignOn,
    ProviderView,
    SetProvider,
    enter_by_sign_on,
    organizations_of_domain,
    provider_of,
    set_provider,
)
from comptoir.kernel import DomainError
from comptoir.platform.tenancy import reading

SESSION_BEGUN = "sign_on_begun"
BEGUN_SECONDS = 600
PROOF = "company"
CODE_LENGTH_MAX = 4_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def company_sign_in(request: HttpRequest) -> HttpResponse:
    """Which company: the domain of one's address says it. The way on is a link, for forms may only lead to us."""
    email = request.POST.get("email", "").strip().lower()[:200]
    found = organizations_of_domain(email.rsplit("@", 1)[1]) if "@" in email else []
    context = {
        "email": email,
        "found": found,
        "problem": _("No company signs in here with this address.") if request.method == "POST" and not found else "",
        "assets": assets_version(),
    }
    status = 422 if context["problem"] else 200
    return render(request, "backoffice/company_sign_in.html", context, status=status)


@never_cache
@require_GET
def company_begin(request: HttpRequest, organization: UUID) -> HttpResponse:
    """Off to the provider. What comes back must match what this session remembers, once."""
    provider = _provider(organization)
    if provider is None:
        return redirect("company-sign-in")
    client = _client(request, provider)
    try:
        begun = begin(discover(provider.issuer), client, demands=provider.demands)
    except DomainError as refusal:
        return sign_in_page(request, problem=say(refusal), status=422)
    request.session[SESSION_BEGUN] = {
        "organization": str(organization), "state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier,
        "issuer": provider.issuer, "until": time() + BEGUN_SECONDS,
    }  # fmt: skip
    return redirect(begun.address)


@never_cache
@require_GET
def company_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: every doubt ends at the sign-in page, with words."""
    kept = request.session.pop(SESSION_BEGUN, None)
    try:
        if not isinstance(kept, dict) or time() >= kept["until"]:
            raise SignOnRefused(reason="too_late")
        organization = UUID(kept["organization"])
        person = _finish(request, kept, organization)
    except DomainError as refusal:
        return sign_in_page(request, problem=say(refusal), status=422)
    return enter(request, person, proof=PROOF, sign_on=organization)


@acts(Permission.MANAGE_TEAM)
def company_settings(visit: Visit) -> HttpResponse:
    """Where this shop's people sign in. The provider is asked before it is kept, so that a typo locks nobody out."""
    with visit.reading():
        standing = provider_of(is_active=False)
    form = CompanyForm(visit.request.POST if visit.request.method == "POST" else None, standing=standing)
    if form.is_bound and form.is_valid() and form.carry_out(lambda: _keep(visit, form)):
        messages.success(visit.request, _("Saved. Try it in another browser before you tell your people."))
        return redirect("company-settings")
    context: dict[str, object] = {"form": form, "back": _back(visit.request), "is_standing": standing is not None}
    with visit.reading():
        return visit.render("company_settings.html", context, status=422 if form.is_bound else 200)


def _keep(visit: Visit, form: CompanyForm) -> None:
    issuer = form.cleaned_data["issuer"].strip()
    if form.cleaned_data["is_active"]:
        discover(issuer)
    set_provider(
        SetProvider(
            organization=visit.organization,
            person=visit.person,
            name=form.cleaned_data["name"],
            issuer=issuer,
            client_id=form.cleaned_data["client_id"],
            secret=form.cleaned_data["secret"] or None,
            domains=form.domain_list(),
            groups_claim=form.cleaned_data["groups_claim"],
            group_roles=form.group_roles(),
            is_active=form.cleaned_data["is_active"],
            demands=form.demand_list(),
        )
    )


def _finish(request: HttpRequest, kept: dict[str, str], organization: UUID) -> UUID:
    """Who it is; the state and the issuer are looked at before anybody is asked (RFC 6749 §10.12, RFC 9207)."""
    if not hmac.compare_digest(request.GET.get("state", "").encode(), kept["state"].encode()):
        raise SignOnRefused(reason="state")
    if request.GET.get("iss", kept["issuer"]) != kept["issuer"]:
        raise SignOnRefused(reason="issuer")
    code = request.GET.get("code", "")
    if not 0 < len(code) <= CODE_LENGTH_MAX:
        raise SignOnRefused(reason="cancelled")
    provider = _provider(organization)
    if provider is None or provider.issuer != kept["issuer"]:
        raise SignOnRefused(reason="issuer")
    client = _client(request, provider)
    claims = finish(discover(provider.issuer), client, code=code, nonce=kept["nonce"], verifier=kept["verifier"])
    command = EnterBySignOn(
        organization=organization, issuer=provider.issuer, claims=claims, language=(get_language() or "fr")[:2],
        now=datetime.now(UTC),
    )  # fmt: skip
    return enter_by_sign_on(command)


def _provider(organization: UUID) -> ProviderView | None:
    with reading(organization):
        return provider_of()


def _client(request: HttpRequest, provider: ProviderView) -> Client:
    return Client(provider.issuer, provider.client_id, provider.secret, _back(request))


def _back(request: HttpRequest) -> str:
    """The address that is registered with the provider."""
    origin = settings.ADDRESS or f"{request.scheme}://{request.get_host()}"
    return f"{origin.rstrip('/')}{reverse('company-back')}"
