"""Webhooks: who hears of what, what they were told, and telling it again."""

from typing import Annotated, Literal

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.webhooks import (
    NewWebhook,
    Webhook,
    WebhookMessage,
    WebhookMessages,
    WebhookReplay,
    WebhookReplayed,
    Webhooks,
    WebhookSecret,
    WebhookTerms,
    WebhookTurn,
)
from comptoir.api.wishes import Kept, told, wish
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.webhooks.public import (
    KINDS,
    AddEndpoint,
    RemoveEndpoint,
    RenewSecret,
    SaveEndpoint,
    SendAgain,
    SendTest,
    TurnEndpoint,
    add_endpoint,
    endpoints,
    lock_endpoints,
    messages_of,
    remove_endpoint,
    renew_secret,
    save_endpoint,
    send_again,
    send_test,
    turn_endpoint,
)

door = Door(tags=["Webhooks"])
MANAGE = Permission.MANAGE_WEBHOOKS
WEBHOOKS = Kept(Webhook, endpoints, lock_endpoints)
State = Annotated[Literal["", "queued", "sent", "failed"], Query(description="Those that stand so.")]
Before = Annotated[Id | None, Query(description="Behind this one.")]


@door.reads("/webhooks", permission=MANAGE, answer=Webhooks, summary="Who hears of what happens, and what there is")
def get_webhooks(_caller: Caller) -> Webhooks:
    return _all()


@door.reads("/webhooks/{webhook}", permission=MANAGE, answer=Webhook, summary="One of them")
def get_webhook(_caller: Caller, webhook: Id) -> Webhook:
    return WEBHOOKS.one(webhook)


@door.writes(
    "POST", "/webhooks", permission=MANAGE, answer=WebhookSecret, status=201, told_once="secret",
    summary="Let a program hear from now on; its secret is told this once",
)  # fmt: skip
def add_webhook(caller: Caller, webhook: NewWebhook) -> WebhookSecret:
    key = WEBHOOKS.fresh(webhook.id)
    secret = add_endpoint(
        AddEndpoint(
            organization=caller.organization, person=caller.person, id=key, name=webhook.name,
            address=webhook.address, kinds=tuple(webhook.kinds),
        )
    )  # fmt: skip
    return WebhookSecret(webhook=key, secret=secret)


@door.writes(
    "PUT", "/webhooks/{webhook}", permission=MANAGE, answer=Webhook,
    summary="Change where it is and what it hears of",
)  # fmt: skip
def change_webhook(caller: Caller, webhook: Id, terms: WebhookTerms) -> Webhook:
    WEBHOOKS.match(caller, webhook, is_needed=False)
    save_endpoint(
        SaveEndpoint(
            organization=caller.organization, person=caller.person, endpoint=webhook, name=terms.name,
            address=terms.address, kinds=tuple(terms.kinds),
        )
    )  # fmt: skip
    return WEBHOOKS.one(webhook)


@door.writes(
    "POST", "/webhooks/{webhook}/secret", permission=MANAGE, answer=WebhookSecret, status=201, told_once="secret",
    summary="Make a new secret; the one of before holds for a day",
)  # fmt: skip
def renew_webhook_secret(caller: Caller, webhook: Id) -> WebhookSecret:
    return WebhookSecret(webhook=webhook, secret=renew_secret(wish(RenewSecret, caller, endpoint=webhook)))


@door.writes("POST", "/webhooks/{webhook}/turn", permission=MANAGE, answer=Webhook, summary="Tell it again, or no more")
def turn_webhook(caller: Caller, webhook: Id, turn: WebhookTurn) -> Webhook:
    turn_endpoint(wish(TurnEndpoint, caller, turn, endpoint=webhook))
    return WEBHOOKS.one(webhook)


@door.writes("POST", "/webhooks/{webhook}/test", permission=MANAGE, answer=Webhook, summary="Send a test")
def test_webhook(caller: Caller, webhook: Id) -> Webhook:
    send_test(wish(SendTest, caller, endpoint=webhook, id=new_uuid7()))
    return WEBHOOKS.one(webhook)


@door.writes(
    "POST", "/webhooks/{webhook}/replay", permission=MANAGE, answer=WebhookReplayed,
    summary="Send a message again, or all that did not arrive",
)  # fmt: skip
def replay_webhook(caller: Caller, webhook: Id, replay: WebhookReplay) -> WebhookReplayed:
    return WebhookReplayed(count=send_again(wish(SendAgain, caller, replay, endpoint=webhook)))


@door.reads("/webhooks/{webhook}/messages", permission=MANAGE, answer=WebhookMessages, summary="What it was told")
def get_webhook_messages(
    _caller: Caller, webhook: Id, state: State = "", before: Before = None
) -> WebhookMessages:  # fmt: skip
    WEBHOOKS.one(webhook)
    return WebhookMessages(messages=told(WebhookMessage, messages_of(webhook, state=state, before=before)))


@door.writes("DELETE", "/webhooks/{webhook}", permission=MANAGE, answer=Webhooks, summary="Tell it nothing any more")
def remove_webhook(caller: Caller, webhook: Id) -> Webhooks:
    remove_endpoint(wish(RemoveEndpoint, caller, endpoint=webhook))
    return _all()


def _all() -> Webhooks:
    return Webhooks(webhooks=WEBHOOKS.all(), kinds=list(KINDS))
