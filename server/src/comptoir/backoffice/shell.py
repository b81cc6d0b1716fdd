"""The frame of every page: navigation by what a role may see, stores, languages, assets."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.identity.public import Member, Permission
from comptoir.platform.public import OrganizationView, StoreView, organization_view, stores

ASSETS = Path(__file__).resolve().parent.parent / "config" / "web" / "static" / "backoffice"


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the navigation."""

    label: Promise
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One of the six groups; without a visible page it is not shown."""

    label: Promise
    icon: str
    links: list[Link]

    @property
    def is_current(self) -> bool:
        """Whether the page that is shown is one of its own: then it stands open."""
        return any(link.is_current for link in self.links)


@dataclass(frozen=True, slots=True)
class Shell:
    """What the layout shows around a page."""

    organization: OrganizationView
    stores: list[StoreView]
    groups: list[Group]
    languages: list[tuple[str, str]]
    can_change_organization: bool
    assets: str


@dataclass(frozen=True, slots=True)
class _Place:
    group: Promise
    icon: str
    label: Promise
    view: str
    permission: Permission


PLACES = (
    _Place(_("Today"), "today", _("Today"), "today", Permission.SEE_DASHBOARD),
    _Place(_("Today"), "today", _("All stores"), "stores-today", Permission.SEE_DASHBOARD),
    _Place(_("Today"), "today", _("Incidents"), "incidents", Permission.SEE_INCIDENTS),
    _Place(_("Today"), "today", _("Alerts"), "alerts", Permission.SEE_AUDIT),
    _Place(_("Today"), "today", _("Day report"), "day-report", Permission.SEE_REPORTS),
    _Place(_("Today"), "today", _("Reports"), "reports", Permission.SEE_REPORTS),
    _Place(_("Sales"), "sales", _("Sales"), "sales", Permission.SEE_SALES),
    _Place(_("Sales"), "sales", _("Card payments"), "card-payments", Permission.SEE_SALES),
    _Place(_("Sales"), "sales", _("Receipts sent"), "deliveries", Permission.SEE_SALES),
    _Place(_("Sales"), "sales", _("Invoices"), "invoices", Permission.SEE_SALES),
    _Place(_("Sales"), "sales", _("Cash"), "cash", Permission.SEE_REPORTS),
    _Place(_("Sales"), "sales", _("Card money"), "settlements", Permission.SEE_BOOKS),
    _Place(_("Sales"), "sales", _("Bookkeeping"), "books", Permission.SEE_BOOKS),
    _Place(_("Sales"), "sales", _("Law and archives"), "fiscal", Permission.SEE_FISCAL),
    _Place(_("Sales"), "sales", _("Closings of months and years"), "period-closings", Permission.SEE_BOOKS),
    _Place(_("Sales"), "sales", _("Owed to customers"), "liabilities", Permission.SEE_BOOKS),
    _Place(_("Items & stock"), "articles", _("Items"), "products", Permission.SEE_PRODUCTS),
    _Place(_("Items & stock"), "articles", _("Labels to print"), "labels", Permission.EDIT_PRODUCTS),
    _Place(_("Items & stock"), "articles", _("Stock"), "stock", Permission.SEE_STOCK),
    _Place(_("Items & stock"), "articles", _("Counting"), "countings", Permission.COUNT_STOCK),
    _Place(_("Items & stock"), "articles", _("Transfers"), "transfers", Permission.COUNT_STOCK),
    _Place(_("Items & stock"), "articles", _("Losses"), "stock-loss", Permission.MANAGE_STOCK),
    _Place(_("Items & stock"), "articles", _("Receive goods"), "goods-in", Permission.COUNT_STOCK),
    _Place(_("Items & stock"), "articles", _("Order again"), "reordering", Permission.SEE_STOCK),
    _Place(_("Items & stock"), "articles", _("Purchase orders"), "purchase-orders", Permission.SEE_STOCK),
    _Place(_("Items & stock"), "articles", _("Suppliers"), "suppliers", Permission.SEE_STOCK),
    _Place(_("Items & stock"), "articles", _("Ranges"), "ranges", Permission.SEE_PRODUCTS),
    _Place(_("Items & stock"), "articles", _("What goes off"), "expiry", Permission.SEE_STOCK),
    _Place(_("Items & stock"), "articles", _("Lots and serial numbers"), "lots", Permission.SEE_SALES),
    _Place(_("Items & stock"), "articles", _("Promotions"), "promotions", Permission.SEE_PRODUCTS),
    _Place(_("Items & stock"), "articles", _("Price lists"), "price-lists", Permission.SEE_PRODUCTS),
    _Place(_("Items & stock"), "articles", _("Modifiers"), "modifiers", Permission.EDIT_PRODUCTS),
    _Place(_("Items & stock"), "articles", _("Deposits on bottles"), "bottle-deposits", Permission.EDIT_PRODUCTS),
    _Place(_("Items & stock"), "articles", _("Restricted goods"), "restrictions", Permission.EDIT_PRODUCTS),
    _Place(_("Customers"), "customers", _("Customers"), "customers", Permission.SEE_SALES),
    _Place(_("Customers"), "customers", _("Gift cards"), "gift-cards", Permission.SEE_SALES),
    _Place(_("Customers"), "customers", _("Quotes and deposits"), "orders", Permission.SEE_SALES),
    _Place(_("Customers"), "customers", _("Payments by code"), "code-payments", Permission.SEE_SALES),
    _Place(_("Customers"), "customers", _("Payment links"), "payment-links", Permission.SEE_SALES),
    _Place(_("Team"), "team", _("Team"), "team", Permission.SEE_TEAM),
    _Place(_("Team"), "team", _("Sensitive acts"), "acts", Permission.SEE_REPORTS),
    _Place(_("Team"), "team", _("Staff purchases"), "staff-purchases", Permission.SEE_REPORTS),
    _Place(_("Team"), "team", _("Hours worked"), "times", Permission.SEE_REPORTS),
    _Place(_("Team"), "team", _("Tips"), "tips", Permission.SEE_REPORTS),
    _Place(_("Team"), "team", _("Commissions"), "commissions", Permission.SEE_REPORTS),
    _Place(_("Team"), "team", _("Who changed what"), "audit", Permission.SEE_AUDIT),
    _Place(_("Team"), "team", _("Journal of events"), "journal", Permission.SEE_AUDIT),
    _Place(_("Settings"), "settings", _("Tills"), "tills", Permission.SEE_TILLS),
    _Place(_("Settings"), "settings", _("Register of tills and keys"), "keys", Permission.SEE_TILLS),
    _Place(_("Settings"), "settings", _("Hardware"), "agents", Permission.SEE_TILLS),
    _Place(_("Settings"), "settings", _("Card terminals"), "providers", Permission.MANAGE_PAYMENTS),
    _Place(_("Settings"), "settings", _("Programs"), "tokens", Permission.MANAGE_TEAM),
    _Place(_("Settings"), "settings", _("Webhooks"), "webhooks", Permission.MANAGE_WEBHOOKS),
    _Place(_("Settings"), "settings", _("Witnesses"), "witnesses", Permission.SEE_AUDIT),
    _Place(_("Settings"), "settings", _("How it runs"), "operations", Permission.SEE_AUDIT),
    _Place(_("Settings"), "settings", _("Backups"), "backups", Permission.TAKE_OUT),
    _Place(_("Settings"), "settings", _("How long we keep what"), "retention", Permission.TAKE_OUT),
    _Place(_("Settings"), "settings", _("Register of processing"), "processing", Permission.TAKE_OUT),
    _Place(_("Settings"), "settings", _("Take everything with you"), "takeout", Permission.TAKE_OUT),
    _Place(_("Settings"), "settings", _("Settings by place"), "settings", Permission.MANAGE_TILLS),
    _Place(_("Settings"), "settings", _("Groups of stores"), "store-groups", Permission.MANAGE_TILLS),
    _Place(_("Settings"), "settings", _("Opening hours"), "hours", Permission.MANAGE_TILLS),
    _Place(_("Settings"), "settings", _("Returns"), "returns", Permission.MANAGE_TILLS),
    _Place(_("Settings"), "settings", _("Receipts"), "receipts", Permission.MANAGE_TILLS),
    _Place(_("Settings"), "settings", _("Ways to pay"), "tenders", Permission.MANAGE_TILLS),
    _Place(_("Settings"), "settings", _("Taxes"), "taxes", Permission.EDIT_PRODUCTS),
    _Place(_("Settings"), "settings", _("Sales without tax"), "exemptions", Permission.EDIT_PRODUCTS),
    _Place(_("Settings"), "settings", _("Eat in or take away"), "places", Permission.EDIT_PRODUCTS),
    _Place(_("Settings"), "settings", _("Scale labels"), "scale-labels", Permission.EDIT_PRODUCTS),
)


def shell(request: HttpRequest, member: Member, memberships: int) -> Shell:
    """Build the frame; inside `reading`, because it names the stores."""
    return Shell(
        organization=organization_view(),
        stores=stores(),
        groups=_groups(request, member),
        languages=list(settings.LANGUAGES),
        can_change_organization=memberships > 1,
        assets=assets_version(),
    )


def first_page(member: Member) -> str:
    """Where a member lands: the first page that the role may see."""
    return next(reverse(place.view) for place in PLACES if member.may(place.permission))


@cache
def assets_version() -> str:
    """A few digits of the stylesheet and script, so that a browser never mixes two versions."""
    content = b"".join(path.read_bytes() for path in sorted(ASSETS.glob("app.*")))
    return sha256(content).hexdigest()[:10]


def _groups(request: HttpRequest, member: Member) -> list[Group]:
    """Links keep the chosen store from page to page."""
    groups: dict[str, Group] = {}
    store = request.GET.get("store", "")
    query = f"?{urlencode({'store': store})}" if store else ""
    places = [(place, reverse(place.view)) for place in PLACES if member.may(place.permission)]
    # A page below two places belongs to the nearer one.
    above = [address for _, address in places if f"{request.path}/".startswith(f"{address}/")]
    current = max(above, key=len, default="")
    for place, address in places:
        group = groups.setdefault(place.icon, Group(place.group, place.icon, []))
        group.links.append(Link(place.label, address + query, address == current))
    return list(groups.values())
