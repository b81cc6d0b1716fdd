"""Every write of staff."""

from comptoir.staff.operations.own_pin import change_own_pin
from comptoir.staff.operations.purchases import set_purchase_limit
from comptoir.staff.operations.roles import (
    clear_post,
    decide_new_rights,
    remove_role,
    save_role,
    set_policy,
    set_post,
    set_up_roles,
)
from comptoir.staff.operations.secrets import clear_secret, issue_badge, set_pin
from comptoir.staff.operations.times import decide_time, propose_time

__all__ = [
    "change_own_pin",
    "clear_post",
    "clear_secret",
    "decide_new_rights",
    "decide_time",
    "issue_badge",
    "propose_time",
    "remove_role",
    "save_role",
    "set_pin",
    "set_policy",
    "set_post",
    "set_purchase_limit",
    "set_up_roles",
]
