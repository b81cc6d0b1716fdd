"""The roles of an organization and what each may do: one table, read by every door."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """What a member is; `PERMISSIONS` says what that allows."""

    OWNER = "owner"
    MANAGER = "manager"
    ACCOUNTANT = "accountant"
    CASHIER = "cashier"


class Permission(StrEnum):
    """One thing that a page or an operation asks for."""

    SEE_DASHBOARD = "see_dashboard"
    SEE_SALES = "see_sales"
    SEE_REPORTS = "see_reports"
    SEE_PRODUCTS = "see_products"
    EDIT_PRODUCTS = "edit_products"
    SEE_STOCK = "see_stock"
    COUNT_STOCK = "count_stock"
    MANAGE_STOCK = "manage_stock"
    SEE_TILLS = "see_tills"
    MANAGE_TILLS = "manage_tills"
    SEE_INCIDENTS = "see_incidents"
    DECIDE_INCIDENTS = "decide_incidents"
    SEE_TEAM = "see_team"
    MANAGE_TEAM = "manage_team"
    SEE_AUDIT = "see_audit"
    # How the books are kept: which account is which number.
    KEEP_BOOKS = "keep_books"
    MANAGE_TIMES = "manage_times"
    # Everything of the shop as a file, people's names and addresses included.
    TAKE_OUT = "take_out"


_ALL = frozenset(Permission)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: _ALL,
    Role.MANAGER: _ALL - {Permission.MANAGE_TEAM, Permission.TAKE_OUT},
    Role.ACCOUNTANT: frozenset(
        {
            Permission.SEE_DASHBOARD,
            Permission.SEE_SALES,
            Permission.SEE_REPORTS,
            Permission.SEE_PRODUCTS,
            Permission.SEE_STOCK,
            Permission.SEE_TILLS,
            Permission.SEE_INCIDENTS,
            Permission.SEE_AUDIT,
            Permission.KEEP_BOOKS,
        }
    ),
    # A cashier sells at a till; in the back office, a price can be looked up, and goods that come are counted.
    Role.CASHIER: frozenset({Permission.SEE_PRODUCTS, Permission.COUNT_STOCK}),
}
