"""What we know about the public page."""

from comptoir.catalog.public import settings_changed
from comptoir.papers.commands import NotePublicPage
from comptoir.papers.models import PublicPage
from comptoir.platform.tenancy import operation


@operation
def note_public_page(command: NotePublicPage) -> bool:
    """Keep what a look brought. Tills are told when it changes what they show; answers whether it did.

    Address and channels come with the server's start, not by an operation: nobody else would tell the tills.
    """
    channels = " ".join(command.channels)
    before = PublicPage.objects.select_for_update().filter(organization_id=command.organization).first()
    PublicPage.objects.update_or_create(
        organization_id=command.organization,
        defaults={
            "address": command.address,
            "is_reachable": command.is_reachable,
            "code": command.code,
            "checked_at": command.now,
            "channels": channels,
        },
    )
    shown = (before.address, before.is_reachable, before.channels) if before is not None else ("", False, "")
    changed = shown != (command.address, command.is_reachable, channels)
    if changed:
        settings_changed()
    return changed
