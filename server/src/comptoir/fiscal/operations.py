"""Every write of the frame."""

from comptoir.catalog.public import settings_changed
from comptoir.fiscal.commands import StateFact, TellTills
from comptoir.fiscal.models import Fact, TillDocument
from comptoir.fiscal.queries import fact
from comptoir.platform import audit
from comptoir.platform.tenancy import operation


@operation
def state_fact(command: StateFact) -> bool:
    """Remember it. Answers whether it is new: the same value again adds nothing."""
    if fact(command.plugin, command.name, subject=command.subject) == command.value:
        return False
    Fact.objects.create(
        organization_id=command.organization, plugin=command.plugin, subject=command.subject, name=command.name,
        value=command.value, person=command.person,
    )  # fmt: skip
    audit.record(
        "fiscal.fact_stated", person=command.person, subject=command.subject, plugin=command.plugin, name=command.name
    )
    return True


@operation
def tell_tills(command: TellTills) -> None:
    """Put the plugin's document into the settings of its tills; they hear of it at once. A repeat tells nobody."""
    if put_document(command):
        audit.record("fiscal.tills_told", person=command.person, subject=command.subject, plugin=command.plugin)


def put_document(command: TellTills) -> bool:
    """Lay its members over those that were told before, inside an operation. Answers whether anything changed."""
    row = TillDocument.objects.filter(
        organization_id=command.organization, plugin=command.plugin, subject=command.subject
    ).first()
    before = dict(row.document) if row else None
    after = {**(before or {}), **command.document}
    if before == after:
        return False
    TillDocument.objects.update_or_create(
        organization_id=command.organization, plugin=command.plugin, subject=command.subject,
        defaults={"document": after},
    )  # fmt: skip
    settings_changed()
    return True
