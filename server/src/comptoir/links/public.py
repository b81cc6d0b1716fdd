"""What doors may call about links and hooks."""

from comptoir.links.desk import come_back, look_at_link, send_guest, withdraw_link
from comptoir.links.hooks import (
    BODY_BYTES_MAX,
    HookView,
    SetHookSecret,
    TakeCall,
    hooks,
    organization_of,
    set_hook_secret,
    take_call,
)
from comptoir.links.hosted import HOSTED
from comptoir.links.paying import (
    SHARES_MAX,
    BeginTry,
    CancelLink,
    LinkView,
    MakeLink,
    cancel_link,
    link_of,
    links,
    make_link,
    organization_of_token,
    shares,
)

__all__ = [
    "BODY_BYTES_MAX",
    "HOSTED",
    "SHARES_MAX",
    "BeginTry",
    "CancelLink",
    "HookView",
    "LinkView",
    "MakeLink",
    "SetHookSecret",
    "TakeCall",
    "cancel_link",
    "come_back",
    "hooks",
    "link_of",
    "links",
    "look_at_link",
    "make_link",
    "organization_of",
    "organization_of_token",
    "send_guest",
    "set_hook_secret",
    "shares",
    "take_call",
    "withdraw_link",
]
