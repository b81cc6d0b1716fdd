"""The registers of a country whose law signs each receipt: how they stand, what to hand over, and how they begin."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.scope import business_today, parse_day
from comptoir.fiscal.commands import TakeArchive
from comptoir.fiscal.public import Period, Plugin, note_taken, plugin_of, till_documents
from comptoir.identity.public import Permission
from comptoir.platform.public import legal_entities, organization_view, stores


class BeginForm(PlainForm):
    """What the country calls the company by."""

    fields_of_refusals = {"fiscal.device_unknown": "company"}

    company = forms.RegexField(r"^[A-Za-z0-9 .:/-]{4,20}$", max_length=20)


@reads(Permission.SEE_FISCAL)
def fiscal_country(visit: Visit) -> HttpResponse:
    """State and files."""
    return _page(visit)


@acts(Permission.SEE_FISCAL)
def fiscal_export(visit: Visit) -> HttpResponseBase:
    """A file of the country's form. That somebody took it is noted before its first byte leaves."""
    with visit.reading():
        plugin = plugin_of(organization_view().country)
        export = plugin.export(visit.request.GET.get("what", "")) if plugin else None
        if export is None or (export.is_secret and not visit.may(Permission.TAKE_OUT)):
            return redirect("fiscal-country")
        last = parse_day(visit.request.GET.get("to", "")) or business_today(None, stores(), visit.now)
        first = parse_day(visit.request.GET.get("from", "")) or date(last.year, 1, 1)
        file = export.write(Period(min(first, last), last))
        pieces = list(file.pieces)
    note_taken(TakeArchive(visit.organization, visit.person, export.code, min(first, last), last, visit.now))
    answer = StreamingHttpResponse(iter(pieces), content_type=file.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


@acts(Permission.MANAGE_TILLS)
def fiscal_begin(visit: Visit) -> HttpResponse:
    """Let the tills begin."""
    if visit.request.method != "POST":
        return redirect("fiscal-country")
    form = BeginForm(visit.request.POST)
    with visit.reading():
        plugin = plugin_of(organization_view().country)
    if plugin is None or plugin.begin is None:
        return redirect("fiscal-country")
    begin = plugin.begin
    if form.is_valid() and form.carry_out(
        lambda: begin(visit.organization, visit.person, form.cleaned_data["company"])
    ):
        messages.success(visit.request, _("Tills begin before their next sale."))
        return redirect("fiscal-country")
    with visit.reading():
        return _page(visit, form=form, status=422)


@acts(Permission.MANAGE_TILLS)
def fiscal_simulate(visit: Visit) -> HttpResponse:
    """Let the demonstration's device fail, or work again."""
    with visit.reading():
        plugin = plugin_of(organization_view().country)
    if visit.request.method == "POST" and plugin is not None and plugin.simulate is not None:
        plugin.simulate(visit.organization, visit.person, visit.request.POST.get("is_out") == "1")
    return redirect("fiscal-country")


def _page(visit: Visit, *, form: BeginForm | None = None, status: int = 200) -> HttpResponse:
    plugin = plugin_of(organization_view().country)
    today = business_today(None, stores(), visit.now)
    may_take = visit.may(Permission.TAKE_OUT)
    context: dict[str, object] = {
        "plugin": plugin,
        "today": today,
    }
    if plugin is not None:
        told = _told(plugin)
        may_begin = plugin.begin is not None and visit.may(Permission.MANAGE_TILLS)
        context |= {
            "statuses": plugin.status(today, visit.language) if plugin.status else [],
            "exports": [
                (one.code, plugin.say(one.code, visit.language))
                for one in plugin.exports
                if may_take or not one.is_secret
            ],
            "has_begun": bool(told),
            "may_simulate": bool(told) and plugin.simulate is not None and visit.may(Permission.MANAGE_TILLS),
            "is_out": bool(told.get("is_out")),
            "form": _form(plugin, form, visit.language) if may_begin else None,
        }
    return visit.render("fiscal_country.html", context, status=status)


def _told(plugin: Plugin) -> dict[str, object]:
    """What all its tills are told; France's is the program's fingerprint and begins nothing."""
    document = till_documents(plugin.name).get("")
    return document if isinstance(document, dict) else {}


def _form(plugin: Plugin, form: BeginForm | None, language: str) -> BeginForm:
    asks_company = plugin.begin_asks == "company"
    number = next((one.tax_number for one in legal_entities() if one.tax_number), "") if asks_company else ""
    shown = form or BeginForm(initial={"company": number})
    shown.fields["company"].label = plugin.say(plugin.begin_asks, language)
    return shown
