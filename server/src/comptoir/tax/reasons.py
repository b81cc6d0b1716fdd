"""A shop's reasons for owing no tax: read as they stand, and written inside an operation that tells the tills."""

from uuid import UUID

from django.db.models import Max

from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization
from comptoir.tax.commands import SaveExemption
from comptoir.tax.errors import ExemptionInvalid, ExemptionNameMissing, VatexInvalid
from comptoir.tax.exemptions import EVIDENCE, EXEMPTION_CATEGORIES, VATEX, ReasonView
from comptoir.tax.models import ExemptionReason, ExemptionRevision

NAME_LENGTH_MAX = 60
MENTION_LENGTH_MAX = 200
# What a revision of a reason may change, as its history says it.
REVISED = ("name", "vatex", "mention", "evidence", "groups")


def exemption_reasons(*, with_ended: bool = False) -> list[ReasonView]:
    """What the shop accepts, in its order."""
    rows = ExemptionReason.objects.filter(organization_id=current_organization()).order_by("place", "id")
    kept = [row for row in rows if row.is_active or with_ended]
    revisions = ExemptionRevision.objects.filter(
        organization_id=current_organization(), reason_id__in=[row.id for row in kept]
    )
    newest = {(row.reason_id, row.number): row for row in revisions}
    return [_view(row, newest[row.id, row.revision]) for row in kept]


def is_exemption_stated(command: SaveExemption) -> bool:
    """Whether the reason stands so already; refuses what no invoice could say. Lock what writes reasons before."""
    known = _known(command.id)
    if not _tidy(command.name, NAME_LENGTH_MAX):
        raise ExemptionNameMissing(field="name")
    if command.category not in EXEMPTION_CATEGORIES or command.evidence not in EVIDENCE:
        raise ExemptionInvalid(category=command.category[:8])
    if known is not None and known.category != command.category:
        raise ExemptionInvalid(category=command.category)
    if command.vatex and command.vatex not in VATEX[command.category]:
        raise VatexInvalid(vatex=command.vatex[:32], category=command.category)
    return known is not None and known == _wanted(command, known.revision)


def state_exemption(command: SaveExemption) -> bool:
    """Write it inside a running operation, after `is_exemption_stated`. Answers whether it is new."""
    reasons = ExemptionReason.objects.filter(organization_id=command.organization)
    known = reasons.filter(pk=command.id).first()
    if known is None:
        last = reasons.aggregate(last=Max("place"))["last"]
        known = ExemptionReason(
            organization_id=command.organization,
            id=command.id,
            category=command.category,
            revision=0,
            place=0 if last is None else last + 1,
        )
    is_new = known.revision == 0
    known.revision += 1
    known.is_active = command.is_active
    known.save(force_insert=is_new)
    wanted = _wanted(command, known.revision)
    before = ExemptionRevision.objects.filter(reason_id=command.id, number=known.revision - 1).first()
    revision = ExemptionRevision.objects.create(
        organization_id=command.organization,
        reason_id=command.id,
        number=wanted.revision,
        name=wanted.name,
        vatex=wanted.vatex,
        mention=wanted.mention,
        evidence=wanted.evidence,
        groups=[str(group) for group in wanted.groups],
        person=command.person,
    )
    audit.record("tax.exemption_saved", person=command.person, subject=str(command.id), name=wanted.name)
    audit.changed(
        "tax_exemption_revision",
        command.id,
        before={part: getattr(before, part) for part in REVISED} if before is not None else None,
        after={part: getattr(revision, part) for part in REVISED},
    )
    return is_new


def _known(key: UUID) -> ReasonView | None:
    return next((view for view in exemption_reasons(with_ended=True) if view.id == key), None)


def _wanted(command: SaveExemption, revision: int) -> ReasonView:
    """As the command would have it."""
    return ReasonView(
        command.id, revision, command.category, _tidy(command.name, NAME_LENGTH_MAX), command.vatex,
        _tidy(command.mention, MENTION_LENGTH_MAX), command.evidence, tuple(sorted(set(command.groups))),
        command.is_active,
    )  # fmt: skip


def _view(row: ExemptionReason, revision: ExemptionRevision) -> ReasonView:
    return ReasonView(
        row.id, row.revision, row.category, revision.name, revision.vatex, revision.mention, revision.evidence,
        tuple(UUID(group) for group in revision.groups), row.is_active,
    )  # fmt: skip


def _tidy(text: str, length_max: int) -> str:
    return " ".join(text.split())[:length_max]
