"""What we know about the public page."""

from comptoir.catalog.public import settings_changed
from comptoir.papers.commands import NotePublicPage
from comptoir.papers.models import PublicPage
from comptoir.platform.tenancy import operation


@operation
def note_public_page(command: NotePublicPage) -> bool:
    """Keep what a look brought. Tills are told when it changes what they show first; answers whether it did."""
    before = PublicPage.objects.select_for_update().filter(organization_id=command.organization).first()
    PublicPage.objects.update_or_create(
        organization_id=command.organization,
        defaults={
            "address": command.address,
            "is_reachable": command.is_reachable,
            "code": command.code,
            "checked_at": command.now,
        },
    )
    changed = command.is_reachable != (before is not None and before.is_reachable)
    if changed:
        settings_changed()
    return changed
