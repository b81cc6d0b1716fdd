"""The first visit: who may claim an empty Comptoir, three questions, and the way to the first sale."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from babel import Locale
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.beginning.code import fits, forget_code
from comptoir.backoffice.beginning.errors import AlreadyOpen
from comptoir.backoffice.beginning.forms import ShopForm
from comptoir.backoffice.beginning.opening import OpenShop, Plan, first_till, open_shop, plan_for
from comptoir.backoffice.beginning.samples import RemoveSamples, remaining_samples, remove_samples
from comptoir.backoffice.beginning.trades import TRADES
from comptoir.backoffice.formats import money, rate
from comptoir.backoffice.pages.tills import enrolment_offer
from comptoir.backoffice.sessions import open_session
from comptoir.backoffice.shell import assets_version
from comptoir.backoffice.words import word
from comptoir.countries import COUNTRIES
from comptoir.identity.public import Permission, has_users, sign_in_name
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import stores
from comptoir.pricing import cash_rounding_rule
from comptoir.receipts.law import receipt_law
from comptoir.tills.commands import IssueCode
from comptoir.tills.public import issue_code, till_exists

SESSION_CLAIM = "beginning"


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    name: str
    help: str
    is_chosen: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Country and trade, then names and a password; before both, the code that the server has printed."""
    if has_users():
        return redirect("home")
    typed = request.POST.get("code") or request.GET.get("code") or ""
    if typed:
        return _claim(request, typed)
    if not request.session.get(SESSION_CLAIM):
        return _bare(request, "begin_code.html", {"problem": ""})
    answers = request.POST if request.method == "POST" else request.GET
    country, trade = answers.get("country", ""), answers.get("trade", "")
    try:
        plan = plan_for(country, trade, _now().date())
    except DomainError:
        return _bare(request, "begin_choices.html", _choices(request, country, trade))
    form = ShopForm(request.POST if request.method == "POST" else None, duty=plan.duty)
    if request.method == "POST" and form.is_valid():
        try:
            return _open(request, plan, form)
        except AlreadyOpen:
            return redirect("home")
        except DomainError as refusal:
            form.refuse(refusal)
    return _bare(request, "begin_shop.html", _summary(plan) | {"form": form}, status=422 if form.errors else 200)


@reads(Permission.MANAGE_TILLS)
def first_sale(visit: Visit) -> HttpResponse:
    """The shop is open: sell on this device in one tap, or scan with a phone."""
    offer = enrolment_offer(visit.request, "")
    training = [store.training_only for store in stores() if store.training_only]
    context: dict[str, object] = {
        "sign_in_name": sign_in_name(visit.name),
        "samples": len(remaining_samples(visit.organization)),
        "is_local": offer.is_local,
        "is_secure": offer.is_secure,
        "duty": word("duty", training[0]) if training else "",
    }
    return visit.render("first_sale.html", context)


@acts(Permission.MANAGE_TILLS)
def sell_here(visit: Visit) -> HttpResponse:
    """This device becomes the counter's till: the code travels behind the #, where no log sees it."""
    if visit.request.method != "POST":
        return redirect("first-sale")
    till = _till(visit, "A1")
    code = issue_code(IssueCode(organization=visit.organization, person=visit.person, till=till, now=visit.now)).code
    answer = HttpResponse(status=303)
    answer["Location"] = f"/till/#code={code}&at-once"
    answer["Cache-Control"] = "no-store"
    return answer


@acts(Permission.MANAGE_TILLS)
def phone_code(visit: Visit) -> HttpResponse:
    """The QR code for a phone, asked for by the page as soon as it stands."""
    if visit.request.method != "POST":
        return redirect("first-sale")
    till = _till(visit, "A2")
    issued = issue_code(IssueCode(organization=visit.organization, person=visit.person, till=till, now=visit.now))
    offer = enrolment_offer(visit.request, issued.code)
    with visit.reading():
        zone = stores()[0].timezone
        answer = visit.render(
            "phone_code_piece.html", {"offer": offer, "expires_at": issued.expires_at, "timezone": zone, "till": till}
        )
    answer["Cache-Control"] = "no-store"
    return answer


@acts(Permission.EDIT_PRODUCTS)
def samples_remove(visit: Visit) -> HttpResponse:
    """One tap: the shelves are the shop's own again."""
    if visit.request.method == "POST":
        count = remove_samples(RemoveSamples(organization=visit.organization, person=visit.person))
        said = ngettext("%(count)s sample removed.", "%(count)s samples removed.", count)
        messages.success(visit.request, said % {"count": count} if count else _("The samples are gone."))
    return redirect("products")


def _claim(request: HttpRequest, typed: str) -> HttpResponse:
    if not fits(_secrets(), typed):
        problem = _("This is not the code that Comptoir printed when it was started.")
        return _bare(request, "begin_code.html", {"problem": problem}, status=403)
    request.session[SESSION_CLAIM] = True
    return redirect("begin")


def _open(request: HttpRequest, plan: Plan, form: ShopForm) -> HttpResponse:
    said = form.cleaned_data
    opened = open_shop(
        OpenShop(
            organization=new_uuid7(),
            country=plan.country.code,
            trade=plan.trade.key,
            language=(get_language() or "en")[:2],
            name=said["name"],
            address="\n".join(said["address"].splitlines()),
            owner=said["owner"],
            password=said["password"],
            is_exempt=said.get("is_exempt", False),
            with_samples=said["with_samples"],
            now=_now(),
        )
    )
    forget_code(_secrets())
    open_session(request, opened.owner)
    return redirect("first-sale")


def _choices(request: HttpRequest, country: str, trade: str) -> dict[str, object]:
    language = (get_language() or "en")[:2]
    names = Locale.parse(language).territories
    country = country or _likely_country(request, language)
    countries = [Choice(one.code, names[one.code], one.currency, one.code == country) for one in COUNTRIES]
    return {
        "countries": sorted(countries, key=lambda choice: choice.name),
        "trades": [Choice(one.key, str(one.name), str(one.examples), one.key == trade) for one in TRADES],
        "is_incomplete": bool(trade or request.GET.get("country")),
    }


def _likely_country(request: HttpRequest, language: str) -> str:
    """`de-CH` in the browser's list says Switzerland; a language alone says its largest country."""
    known = {one.code for one in COUNTRIES}
    for tag in request.headers.get("Accept-Language", "").split(","):
        region = tag.split(";")[0].strip()[3:5].upper()
        if region in known:
            return region
    return {"de": "DE", "en": "GB"}.get(language, "FR")


def _summary(plan: Plan) -> dict[str, object]:
    language = (get_language() or "en")[:2]
    day = _now().date()
    rule = cash_rounding_rule(plan.country.code, day)
    return {
        "country": plan.country.code,
        "trade": plan.trade.key,
        "country_name": Locale.parse(language).territories[plan.country.code],
        "trade_name": plan.trade.name,
        "taxes": [
            {
                "name": word("tax_kind", tax.kind),
                "rate": rate(tax.rate_ppm, language),
                "since": tax.valid_from,
                "source": tax.source,
            }
            for tax in plan.taxes
        ],
        "currency": plan.country.currency,
        "rounding": money(rule.step, plan.country.currency, language) if rule else "",
        "is_rounding_asked": rule is not None and rule.obligation == "mandatory",
        "receipt": word("receipt_law", receipt_law(plan.country.code, day).in_words),
        "first_tab": word("first_tab", plan.trade.first_tab),
        "duty": plan.duty,
        "missing": word("duty", plan.duty.code) if plan.duty else "",
    }


def _till(visit: Visit, code: str) -> UUID:
    """A till of the assistant's own making; a shop that began otherwise has none."""
    till = first_till(visit.organization, code)
    with visit.reading():
        if not till_exists(till):
            raise Http404
    return till


def _bare(request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    everything = {"assets": assets_version(), **context}
    return render(request, f"backoffice/{template}", everything, status=status)


def _secrets() -> Path:
    return Path(settings.HOME) / "secrets"


def _now() -> datetime:
    return datetime.now(UTC)
