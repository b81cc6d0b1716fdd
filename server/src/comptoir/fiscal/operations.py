"""Every write of the frame."""

from uuid import UUID

from comptoir.catalog.public import settings_changed
from comptoir.fiscal.commands import StateFact, TakePack, TellTables, TellTills
from comptoir.fiscal.data_packs import Pack, keep_pack, told_tables
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
    after = {**(before or {}), **command.document, **(told_tables(command.plugin) if command.subject == "" else {})}
    if before == after:
        return False
    TillDocument.objects.update_or_create(
        organization_id=command.organization, plugin=command.plugin, subject=command.subject,
        defaults={"document": after},
    )  # fmt: skip
    settings_changed()
    return True


@operation
def take_pack(command: TakePack) -> Pack:
    """Keep a signed table for every shop of this server, and tell this shop's tills. The same again changes nothing;
    a refused one (`PackRefused`) leaves nothing behind.
    """
    pack, is_new = keep_pack(command.content)
    _put_tables(command.organization, pack.plugin)
    if is_new:
        audit.record(
            "fiscal.pack_added", person=command.person, subject=pack.plugin, version=pack.version,
            valid_from=pack.valid_from.isoformat(),
        )  # fmt: skip
    return pack


@operation
def tell_tables(command: TellTables) -> bool:
    """Tell a shop's tills what packs say now: some other shop of this server took one. Answers whether it was news."""
    return _put_tables(command.organization, command.plugin)


def _put_tables(organization: UUID, plugin: str) -> bool:
    """Only where tills are told anything: a shop whose tills don't seal by this law begins with no table."""
    is_told = TillDocument.objects.filter(organization_id=organization, plugin=plugin, subject="").exists()
    return is_told and put_document(TellTills(organization, None, plugin, "", {}))
