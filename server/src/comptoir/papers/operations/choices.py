"""How receipts look."""

from uuid import UUID

from django.db import connection

from comptoir.catalog.public import settings_changed
from comptoir.papers.commands import ChooseReceipts, ForgetChoice
from comptoir.papers.errors import LanguageUnknown
from comptoir.papers.models import ReceiptChoice
from comptoir.papers.template_form import read_template, write_template
from comptoir.platform import audit
from comptoir.platform.tenancy import operation
from comptoir.receipts import languages


@operation
def choose_receipts(command: ChooseReceipts) -> bool:
    """Change how receipts look; open tills print so within a moment. Answers whether anything changed."""
    if command.language and command.language not in languages():
        raise LanguageUnknown(language=command.language)
    assert command.code in ReceiptChoice.Code.values
    template = write_template(read_template(command.template))
    wanted = {"language": command.language, "code": command.code, "template": template}
    _lock_choices(command.organization)
    rows = ReceiptChoice.objects.filter(organization_id=command.organization)
    row = next((row for row in rows if row.store_id == command.store), None)
    if row is None:
        ReceiptChoice.objects.create(organization_id=command.organization, store_id=command.store, **wanted)
    elif all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    else:
        row.language, row.code, row.template = command.language, command.code, template
        row.save(update_fields=["language", "code", "template"])
    audit.record("papers.receipts_chosen", person=command.person, subject=str(command.store or command.organization))
    settings_changed()
    return True


@operation
def forget_choice(command: ForgetChoice) -> bool:
    """Let a store print the common receipts again. A repeat changes nothing."""
    forgotten, _ = ReceiptChoice.objects.filter(organization_id=command.organization, store_id=command.store).delete()
    if forgotten:
        audit.record("papers.choice_forgotten", person=command.person, subject=str(command.store))
        settings_changed()
    return bool(forgotten)


def _lock_choices(organization: UUID) -> None:
    """Two people who choose for the first time at the same moment would else both insert."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.receipt_choice:' || %s, 0))", [str(organization)]
        )
