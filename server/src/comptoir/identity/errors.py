"""Refusals of identity."""

from comptoir.kernel import Category, DomainError


class EmailInvalid(DomainError):
    """Not an address that a mail could reach."""

    code = "identity.email_invalid"


class SignInNameInvalid(DomainError):
    """Neither an e-mail address nor a name with at least two letters or digits."""

    code = "identity.sign_in_name_invalid"


class EmailTaken(DomainError):
    """Somebody signs in with this address already."""

    code = "identity.email_taken"
    category = Category.CONFLICT


class PasswordTooShort(DomainError):
    """Fewer than twelve characters: length is what resists guessing (NIST SP 800-63B)."""

    code = "identity.password_too_short"


class LanguageUnknown(DomainError):
    """Not one of the languages that every page speaks."""

    code = "identity.language_unknown"


class NameMissing(DomainError):
    """A person without a name cannot be told apart on a report."""

    code = "identity.name_missing"


class UserUnknown(DomainError):
    """No such user."""

    code = "identity.user_unknown"
    category = Category.NOT_FOUND


class EmployeeUnknown(DomainError):
    """Nobody of that id works here."""

    code = "identity.employee_unknown"
    category = Category.NOT_FOUND


class MemberAlready(DomainError):
    """The user has another role here; a second one would make the first one meaningless."""

    code = "identity.member_already"
    category = Category.CONFLICT


class PasskeyRefused(DomainError):
    """What the device answered proves nothing: another site, another challenge, no finger, or a key of nobody here."""

    code = "identity.passkey_refused"
    category = Category.FORBIDDEN


class PasskeySuspected(DomainError):
    """The key's counter went back: a copy of it exists."""

    code = "identity.passkey_suspected"
    category = Category.FORBIDDEN


class PasskeyKnown(DomainError):
    """This device has a passkey here already."""

    code = "identity.passkey_known"
    category = Category.CONFLICT


class ScopesMissing(DomainError):
    """A token that may do nothing is good for nothing."""

    code = "identity.scopes_missing"


class ScopesTooWide(DomainError):
    """Nobody gives a program more than they may do themselves."""

    code = "identity.scopes_too_wide"
    category = Category.FORBIDDEN


class TokenDaysInvalid(DomainError):
    """A token is good for a day to ten years, or until it is revoked."""

    code = "identity.token_days_invalid"


class TokenUnknown(DomainError):
    """No such token here."""

    code = "identity.token_unknown"
    category = Category.NOT_FOUND


class InvitationUnknown(DomainError):
    """No such link."""

    code = "identity.invitation_unknown"
    category = Category.NOT_FOUND


class InvitationOver(DomainError):
    """The link was used, withdrawn, or is older than a week."""

    code = "identity.invitation_over"
    category = Category.CONFLICT


class LastOwner(DomainError):
    """A shop without an owner could let nobody in any more."""

    code = "identity.last_owner"
    category = Category.CONFLICT
