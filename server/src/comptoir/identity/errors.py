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


class PasswordGuessable(DomainError):
    """One of those that attackers try first, or little more than the shop, the person or this program is called."""

    code = "identity.password_guessable"


class PasswordWrong(DomainError):
    """Not the password of now: whoever sits down at somebody's open browser does not know it."""

    code = "identity.password_wrong"


class PasswordLinkOver(DomainError):
    """Used, older than half an hour, or never there."""

    code = "identity.password_link_over"
    category = Category.NOT_FOUND


class TooManyTries(DomainError):
    """More wrong answers than a person gives."""

    code = "identity.too_many_tries"
    category = Category.UNAVAILABLE


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


class CodeRefused(DomainError):
    """Neither the digits that the app shows now nor a recovery code that is left."""

    code = "identity.code_refused"
    category = Category.FORBIDDEN


class CodesLocked(DomainError):
    """Five wrong codes in a row: for a quarter of an hour, none is judged."""

    code = "identity.codes_locked"
    category = Category.FORBIDDEN


class SecondFactorMissing(DomainError):
    """This user has set up no app, or has done so already."""

    code = "identity.second_factor_missing"
    category = Category.CONFLICT


class OwnerEverywhere(DomainError):
    """An owner is one in every store: whoever answers for some of them is a manager there."""

    code = "identity.owner_everywhere"


class StoresMissing(DomainError):
    """A role that is held in no store opens nothing."""

    code = "identity.stores_missing"


class SignOnRefused(DomainError):
    """What the company's sign-in answered proves nothing; `reason` says to an administrator what was wrong with it."""

    code = "identity.sign_on_refused"
    category = Category.FORBIDDEN


class SignOnUnreachable(DomainError):
    """The company's sign-in does not answer, or not as OpenID Connect wants it."""

    code = "identity.sign_on_unreachable"
    category = Category.UNAVAILABLE


class SignOnStranger(DomainError):
    """It vouches for somebody who was not let in here, and whose groups bring no role."""

    code = "identity.sign_on_stranger"
    category = Category.FORBIDDEN


class SignOnAddress(DomainError):
    """No e-mail address, not a verified one, or one of a domain that this organization did not name."""

    code = "identity.sign_on_address"
    category = Category.FORBIDDEN


class SignOnWeak(DomainError):
    """The company's provider did not say that the person proved themselves as strongly as the shop asks."""

    code = "identity.sign_on_weak"
    category = Category.FORBIDDEN


class SignOnInvalid(DomainError):
    """An https address, a client and at least one domain are needed."""

    code = "identity.sign_on_invalid"
