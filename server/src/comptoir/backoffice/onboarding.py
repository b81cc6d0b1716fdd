"""The page that takes a phone, a tablet or a computer into the shop: trust, install, enrol.

It needs no sign-in, for it holds nothing secret, and stands on its own: no script, style or font of another place,
because a device that does not trust us yet can load nothing else. It shows no QR code: before the device trusts the
shop, a scanned address would lead to a warning, and people would learn to click warnings away.
"""

import os
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comptoir.backoffice.onboarding_authority import Authority, read_authority

ASSETS = Path(__file__).parent / "templates" / "onboarding"


class Platform(StrEnum):
    """Where the steps differ."""

    ANDROID = "android"
    IPHONE = "iphone"
    COMPUTER = "computer"


def platform_of(user_agent: str) -> Platform:
    """What kind of device asks. An iPad calls itself a Mac; the page lets a person open the other steps."""
    if "Android" in user_agent:
        return Platform.ANDROID
    if any(word in user_agent for word in ("iPhone", "iPad", "iPod")):
        return Platform.IPHONE
    return Platform.COMPUTER


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The steps in the person's language, those of the asking device open."""
    wanted = request.GET.get("lang") or get_language() or "en"
    language = wanted if wanted in dict(settings.LANGUAGES) else "en"
    return render(
        request,
        "onboarding/start.html",
        {
            "authority": _authority(),
            "address": f"{request.scheme}://{request.get_host()}",
            "platform": platform_of(request.headers.get("User-Agent", "")).value,
            "language": language,
            "languages": settings.LANGUAGES,
            "guide": _guide(language),
        },
    )


def _guide(language: str) -> str:
    """The steps in words; a language that has none yet reads the English ones."""
    name = f"guide.{language}.html"
    return f"onboarding/{name if (ASSETS / name).exists() else 'guide.en.html'}"


@require_safe
def certificate(_request: HttpRequest) -> HttpResponse:
    """The authority's certificate, for Android and computers."""
    return HttpResponse(
        _authority_or_404().der,
        content_type="application/x-x509-ca-cert",
        headers={"Content-Disposition": 'attachment; filename="comptoir.crt"'},
    )


@require_safe
def profile(_request: HttpRequest) -> HttpResponse:
    """The configuration profile, for iPhone and iPad: Safari offers to install it."""
    return HttpResponse(_authority_or_404().mobileconfig, content_type="application/x-apple-aspen-config")


@require_safe
def asset(_request: HttpRequest, name: str) -> HttpResponse:
    """The page's own style and script."""
    kinds = {"start.css": "text/css", "start.js": "text/javascript", "probe.js": "text/javascript"}
    if name not in kinds:
        raise Http404
    return HttpResponse((ASSETS / name).read_bytes(), content_type=f"{kinds[name]}; charset=utf-8")


def _authority() -> Authority | None:
    """None when this Comptoir is open to its own computer only."""
    name = os.environ.get("COMPTOIR_LAN_NAME", "")
    file = Path(settings.HOME) / "tls" / name / "authority.pem"
    return read_authority(file, name) if name and file.exists() else None


def _authority_or_404() -> Authority:
    authority = _authority()
    if authority is None:
        raise Http404
    return authority


urlpatterns = [
    path("start", start, name="start"),
    path("start/comptoir.crt", certificate, name="start-certificate"),
    path("start/comptoir.mobileconfig", profile, name="start-profile"),
    path("start/<str:name>", asset, name="start-asset"),
]
