"""Tokens of programs: what calls the shop's interface, what it may do, and how it is stopped."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.scope import zone_of
from comptoir.backoffice.token_forms import SCOPE_WORDS, TokenForm
from comptoir.identity.public import (
    MadeToken,
    MakeToken,
    Permission,
    RevokeToken,
    TokenView,
    make_token,
    revoke_token,
)
from comptoir.identity.public import tokens as all_tokens
from comptoir.kernel import new_uuid7
from comptoir.platform.public import stores


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in the page's words."""

    token: TokenView
    scopes: list[str]
    is_valid: bool


@reads(Permission.MANAGE_TEAM)
def tokens(visit: Visit) -> HttpResponse:
    """Every token, those that still open something first."""
    rows = [
        TokenRow(
            token, [str(SCOPE_WORDS.get(scope, scope)) for scope in token.scopes], token.is_valid(visit.now)
        )
        for token in all_tokens()
    ]  # fmt: skip
    rows.sort(key=lambda row: not row.is_valid)
    return visit.render("tokens.html", {"rows": rows, "zone": zone_of(None, stores())})


@acts(Permission.MANAGE_TEAM)
def token_new(visit: Visit) -> HttpResponse:
    """Make a token, and show it this once: the server keeps only its digest."""
    data = visit.request.POST if visit.request.method == "POST" else None
    form = TokenForm(data, fresh=new_uuid7())
    made: list[MadeToken] = []
    if data is not None and form.is_valid():
        command = MakeToken(
            organization=visit.organization,
            person=visit.person,
            id=form.cleaned_data["id"],
            name=form.cleaned_data["name"],
            scopes=form.chosen_scopes,
            days=form.chosen_days,
            now=visit.now,
        )
        if form.carry_out(lambda: made.append(make_token(command))):
            return _shown_once(visit, form.cleaned_data["name"], made[0])
    with visit.reading():
        return visit.render("token_new.html", {"form": form}, status=422 if form.errors else 200)


@acts(Permission.MANAGE_TEAM)
def token_revoke(visit: Visit, token: UUID) -> HttpResponse:
    """Ask first: what uses it stands still from then on."""
    with visit.reading():
        found = next((row for row in all_tokens() if row.id == token), None)
        if found is None:
            raise Http404
        if visit.request.method != "POST":
            return visit.render("token_revoke.html", {"token": found})
    revoke_token(RevokeToken(organization=visit.organization, person=visit.person, token=token, now=visit.now))
    messages.success(visit.request, _("Revoked. It opens nothing any more."))
    return redirect("tokens")


def _shown_once(visit: Visit, name: str, made: MadeToken) -> HttpResponse:
    if made.secret is None:
        return redirect("tokens")
    origin = f"{visit.request.scheme}://{visit.request.get_host()}"
    with visit.reading():
        answer = visit.render("token_made.html", {"name": name, "secret": made.secret, "origin": origin})
    answer["Cache-Control"] = "no-store"
    return answer
