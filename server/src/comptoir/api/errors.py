"""Refusals of the public API."""

from comptoir.kernel import Category, DomainError


class ReceiptUnknown(DomainError):
    """No such chain here: the receipt is another shop's, or no receipt."""

    code = "api.receipt_unknown"
    category = Category.NOT_FOUND


class TokenRefused(DomainError):
    """No token, one that nobody holds, or one that is over."""

    code = "api.token_refused"
    category = Category.FORBIDDEN


class ScopeMissing(DomainError):
    """The token is good, but not for this."""

    code = "api.scope_missing"
    category = Category.FORBIDDEN


class TooFast(DomainError):
    """More requests than one program may make."""

    code = "api.too_fast"
    category = Category.UNAVAILABLE


class Unknown(DomainError):
    """Nothing of this kind has this identifier here."""

    code = "api.unknown"
    category = Category.NOT_FOUND


class AlreadyThere(DomainError):
    """Something has this identifier already; to ask again safely, use an idempotency key."""

    code = "api.already_there"
    category = Category.CONFLICT


class CursorInvalid(DomainError):
    """Not a cursor that an answer of this list named."""

    code = "api.cursor_invalid"


class KeyInvalid(DomainError):
    """An idempotency key is 1 to 200 printable ASCII characters."""

    code = "api.key_invalid"


class KeyReused(DomainError):
    """The same key was sent with another request."""

    code = "api.key_reused"
    category = Category.CONFLICT


class MatchMissing(DomainError):
    """What is changed must be named as it was read: with its ETag in If-Match."""

    code = "api.match_missing"
    category = Category.CONFLICT


class ChangedMeanwhile(DomainError):
    """Somebody changed it since it was read."""

    code = "api.changed_meanwhile"
    category = Category.CONFLICT


class NoPerson(DomainError):
    """Whoever made the token is no longer there to answer for a decision that names its author."""

    code = "api.no_person"
    category = Category.FORBIDDEN


class NotBase64(DomainError):
    """A file or picture travels as base64."""

    code = "api.not_base64"


class ReportUnknown(DomainError):
    """No report, or a cube that knows no such figure or dimension."""

    code = "api.report_unknown"


class DaysInvalid(DomainError):
    """The first day is not after the last one, and both are of this century."""

    code = "api.days_invalid"


class LabelsCount(DomainError):
    """Nothing to print, or more than is sent at once."""

    code = "api.labels_count"
