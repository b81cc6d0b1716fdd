"""Which of Django's two doors a request is for: pages, or the API."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import set_urlconf

API = "/api/"
PAGES = "comptoir.config.page_urls"


def pages_apart(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, before all that resolve addresses: a page does not load the API.

    Its forms take some 45 MB and a second, and most shops have no program that ever asks it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            request.urlconf = PAGES
            set_urlconf(PAGES)
        return get_response(request)

    return answer
