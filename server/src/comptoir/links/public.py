"""What doors may call about links and hooks."""

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

__all__ = [
    "BODY_BYTES_MAX",
    "HookView",
    "SetHookSecret",
    "TakeCall",
    "hooks",
    "organization_of",
    "set_hook_secret",
    "take_call",
]
