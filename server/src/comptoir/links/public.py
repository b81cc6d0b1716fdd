"""What doors may call about links and hooks."""

from comptoir.links.backs import GiveBackPaid, give_back_paid
from comptoir.links.counter import SaveTillLink, TakeLink, at_tills, save_till_link, settle_link
from comptoir.links.desk import come_back, look_at_link, look_at_store, send_guest, take_link, withdraw_link
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
    LineView,
    LinkView,
    MakeLink,
    TryView,
    cancel_link,
    link_of,
    links,
    make_link,
    organization_of_token,
    shares,
)
from comptoir.links.sending import SendLink, send_link

__all__ = [
    "BODY_BYTES_MAX",
    "HOSTED",
    "SHARES_MAX",
    "BeginTry",
    "CancelLink",
    "GiveBackPaid",
    "HookView",
    "LineView",
    "LinkView",
    "MakeLink",
    "SaveTillLink",
    "SendLink",
    "SetHookSecret",
    "TakeCall",
    "TakeLink",
    "TryView",
    "at_tills",
    "cancel_link",
    "come_back",
    "give_back_paid",
    "hooks",
    "link_of",
    "links",
    "look_at_link",
    "look_at_store",
    "make_link",
    "organization_of",
    "organization_of_token",
    "save_till_link",
    "send_guest",
    "send_link",
    "set_hook_secret",
    "settle_link",
    "shares",
    "take_call",
    "take_link",
    "withdraw_link",
]
