"""What a till learns about receipts: how they look, how they can be given, and whether the page answers strangers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings

from comptoir.edge.database import Connection
from comptoir.messaging.public import channels
from comptoir.papers.template_form import PARTS

READ_ISSUER = """
    SELECT EXISTS (
        SELECT 1 FROM invoices_issuer i
        JOIN platform_store s ON s.organization_id = i.organization_id AND s.legal_entity_id = i.legal_entity_id
        WHERE i.organization_id = $1 AND s.id = $2
    )
"""
READ_PAGE = "SELECT is_reachable FROM papers_public_page WHERE organization_id = $1 AND address = $2"


class ReceiptSettings(msgspec.Struct, frozen=True):
    """`template` as the shop made it; an empty one is the plain receipt."""

    language: str
    template: dict[str, Any]
    channels: list[str]
    is_page_reachable: bool
    has_invoices: bool


async def read_receipt_settings(
    connection: Connection, organization: UUID, store: UUID, counts: Mapping[str, Any]
) -> ReceiptSettings:
    """Inside a reading; `counts` is what the till inherits."""
    is_public = bool(settings.PUBLIC_ADDRESS)
    answers = bool(is_public and await connection.fetchval(READ_PAGE, organization, settings.PUBLIC_ADDRESS))
    wish = counts["receipt_code"]
    template = {part: counts[f"receipt_{part}"] for part in PARTS if part != "logo" or counts["receipt_logo"]}
    return ReceiptSettings(
        language=counts["receipt_language"],
        template=template if any(template.values()) else {},
        # An SMS carries nothing but the page's address.
        channels=[channel for channel in channels() if channel != "sms" or is_public],
        has_invoices=await connection.fetchval(READ_ISSUER, organization, store),
        is_page_reachable=is_public and (wish == "always" or (wish == "automatic" and answers)),
    )
