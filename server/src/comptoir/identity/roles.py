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
    # Somebody from outside who examines: sees what the books are made of, checks it, takes copies, changes nothing.
    AUDITOR = "auditor"


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
    # Questions in SQL are answered over all stores, and reports are mailed by the worker, who sees all of them.
    ASK_IN_SQL = "ask_in_sql"
    MAIL_REPORTS = "mail_reports"
    # A company's books and what it owes: of all its stores, or of none.
    SEE_BOOKS = "see_books"
    # How the books are kept: which account is which number.
    KEEP_BOOKS = "keep_books"
    # To take back that a period was closed: whoever closes months need not have it.
    REOPEN_BOOKS = "reopen_books"
    MANAGE_TIMES = "manage_times"
    # To say that money which no terminal vouches for is on the account, or is not.
    CONFIRM_PAYMENTS = "confirm_payments"
    # Everything of the shop as a file, people's names and addresses included.
    TAKE_OUT = "take_out"
    # What is kept of one person: to hand it to them, to erase it, to write down what they agreed to.
    ANSWER_PEOPLE = "answer_people"
    # Which programs outside hear of what happens here.
    MANAGE_WEBHOOKS = "manage_webhooks"
    # Accounts with payment providers, where the shop's money comes in.
    MANAGE_PAYMENTS = "manage_payments"
    # Who outside cosigns the shop's log.
    MANAGE_WITNESSES = "manage_witnesses"
    # What the country's law asks, the journal of technical events, checks and copies of archives: each is noted.
    SEE_FISCAL = "see_fiscal"
    # To close a period for good, in a signed file.
    MAKE_ARCHIVES = "make_archives"


_ALL = frozenset(Permission)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: _ALL,
    Role.MANAGER: _ALL
    - {
        Permission.MANAGE_TEAM,
        Permission.TAKE_OUT,
        Permission.REOPEN_BOOKS,
        Permission.MANAGE_WEBHOOKS,
        Permission.MANAGE_PAYMENTS,
        Permission.MANAGE_WITNESSES,
    },
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
            Permission.ASK_IN_SQL,
            Permission.MAIL_REPORTS,
            Permission.SEE_BOOKS,
            Permission.KEEP_BOOKS,
            Permission.REOPEN_BOOKS,
            Permission.CONFIRM_PAYMENTS,
            Permission.SEE_FISCAL,
            Permission.MAKE_ARCHIVES,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.SEE_SALES,
            Permission.SEE_REPORTS,
            Permission.SEE_PRODUCTS,
            Permission.SEE_TILLS,
            Permission.SEE_INCIDENTS,
            Permission.SEE_AUDIT,
            Permission.SEE_BOOKS,
            Permission.SEE_FISCAL,
        }
    ),
    # A cashier sells at a till; in the back office, a price can be looked up, and goods that come are counted.
    Role.CASHIER: frozenset({Permission.SEE_PRODUCTS, Permission.COUNT_STOCK}),
}

# What is the whole shop's, so that nobody has it in some stores only: whoever does sees and changes those stores.
WHOLE_SHOP = frozenset(
    {
        Permission.EDIT_PRODUCTS,
        Permission.MANAGE_TEAM,
        Permission.SEE_AUDIT,
        Permission.ASK_IN_SQL,
        Permission.MAIL_REPORTS,
        Permission.SEE_BOOKS,
        Permission.KEEP_BOOKS,
        Permission.REOPEN_BOOKS,
        Permission.TAKE_OUT,
        Permission.ANSWER_PEOPLE,
        Permission.MANAGE_WEBHOOKS,
        Permission.MANAGE_PAYMENTS,
        Permission.MANAGE_WITNESSES,
        Permission.SEE_FISCAL,
        Permission.MAKE_ARCHIVES,
    }
)


def permissions_of(role: Role, *, is_limited: bool) -> frozenset[Permission]:
    """What somebody may do who has a role everywhere, or in some stores."""
    return PERMISSIONS[role] - WHOLE_SHOP if is_limited else PERMISSIONS[role]


def lacks_whole_shop(role: Role, permission: Permission) -> bool:
    """Whether the role has it, but only where it is held everywhere."""
    return permission in PERMISSIONS[role] & WHOLE_SHOP
