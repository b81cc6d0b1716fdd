"""What doors may call about webhooks."""

from comptoir.webhooks.commands import (
    AddEndpoint,
    RemoveEndpoint,
    RenewSecret,
    SaveEndpoint,
    SendAgain,
    SendTest,
    TurnEndpoint,
)
from comptoir.webhooks.kinds import ALL
from comptoir.webhooks.operations import (
    add_endpoint,
    lock_endpoints,
    remove_endpoint,
    renew_secret,
    save_endpoint,
    send_again,
    send_test,
    turn_endpoint,
)
from comptoir.webhooks.queries import LISTED, EndpointView, MessageView, endpoints, messages_of

KINDS = ALL
__all__ = [
    "KINDS",
    "LISTED",
    "AddEndpoint",
    "EndpointView",
    "MessageView",
    "RemoveEndpoint",
    "RenewSecret",
    "SaveEndpoint",
    "SendAgain",
    "SendTest",
    "TurnEndpoint",
    "add_endpoint",
    "endpoints",
    "lock_endpoints",
    "messages_of",
    "remove_endpoint",
    "renew_secret",
    "save_endpoint",
    "send_again",
    "send_test",
    "turn_endpoint",
]
