"""What plugins remembered."""

from comptoir.fiscal.models import Fact, TillDocument
from comptoir.platform.tenancy import current_organization


def fact(plugin: str, name: str, *, subject: str = "") -> object | None:
    """The newest value that was stated, or None."""
    row = _facts(plugin, name).filter(subject=subject).order_by("-id").first()
    return row.value if row else None


def facts(plugin: str, name: str) -> dict[str, object]:
    """By subject, the newest of each."""
    rows = _facts(plugin, name).order_by("id").values_list("subject", "value")
    return dict(rows)


def till_documents(plugin: str) -> dict[str, object]:
    """What tills are told, by till; under the empty subject what all are."""
    rows = TillDocument.objects.filter(organization_id=current_organization(), plugin=plugin)
    return dict(rows.values_list("subject", "document"))


def _facts(plugin: str, name: str):  # type: ignore[no-untyped-def]  # a queryset of our own
    return Fact.objects.filter(organization_id=current_organization(), plugin=plugin, name=name)
