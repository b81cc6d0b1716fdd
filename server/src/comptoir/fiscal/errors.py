"""Refusals."""

from comptoir.kernel import Category, DomainError


class NothingToArchive(DomainError):
    """No till sealed anything up to that day that is not in an archive already."""

    code = "fiscal.nothing_to_archive"
    category = Category.CONFLICT


class PeriodRunning(DomainError):
    """The last day of an archive must be over in every store: what is archived is closed."""

    code = "fiscal.period_running"
    category = Category.INVALID


class ArchiveLarge(DomainError):
    """More than a page writes while somebody waits: `comptoir archive` does."""

    code = "fiscal.archive_large"
    category = Category.CONFLICT


class ArchivedMeanwhile(DomainError):
    """Somebody archived the same entries just before; nothing of this one was kept."""

    code = "fiscal.archived_meanwhile"
    category = Category.CONFLICT


class NotArchived(DomainError):
    """Entries may be removed from the database only after an archive holds them, and its file is where it belongs."""

    code = "fiscal.not_archived"
    category = Category.CONFLICT


class PackRefused(DomainError):
    """A data pack that may not count: `why` names the reason."""

    code = "fiscal.pack_refused"
    category = Category.INVALID


class DeviceUnknown(DomainError):
    """A sealing device that whoever runs the server has not named (`COMPTOIR_SEALING_DEVICES`)."""

    code = "fiscal.device_unknown"
    category = Category.INVALID
