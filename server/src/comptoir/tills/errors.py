"""Refusals of tills and enrolments."""

from comptoir.kernel import Category, DomainError


class TillCodeTaken(DomainError):
    """Receipt numbers begin with the till's code, so two tills can't share one."""

    code = "tills.code_taken"
    category = Category.CONFLICT


class TillUnknown(DomainError):
    """No such till in this organization."""

    code = "tills.unknown"
    category = Category.NOT_FOUND


class EnrolmentUnknown(DomainError):
    """No such enrolment in this organization."""

    code = "tills.enrolment_unknown"
    category = Category.NOT_FOUND


class CodeUnknown(DomainError):
    """Wrong, spent or too old: one answer, so that guessing teaches nothing."""

    code = "edge.code_unknown"
    category = Category.NOT_FOUND


class CertificateRefused(DomainError):
    """Not this server's word, or not for this: its key was another one, or the store is gone."""

    code = "edge.certificate_refused"
    category = Category.FORBIDDEN


class EnrolmentReplaced(DomainError):
    """Since the backup the till's number went to another device: this one enrols anew."""

    code = "edge.enrolment_replaced"
    category = Category.CONFLICT


class EnrolmentKeyInvalid(DomainError):
    """Not the uncompressed point of a P-256 key."""

    code = "edge.key_invalid"
    category = Category.INVALID


class ProofInvalid(DomainError):
    """The caller does not hold the private key that it wants to register."""

    code = "edge.proof_invalid"
    category = Category.INVALID


class AgentUnknown(DomainError):
    """No such agent in this organization."""

    code = "tills.agent_unknown"
    category = Category.NOT_FOUND


class AgentAddressInvalid(DomainError):
    """Not an address that a till's page may ask: TLS, or this very machine."""

    code = "edge.address_invalid"
    category = Category.INVALID


class StoreUnknown(DomainError):
    """No such store in this organization."""

    code = "tills.store_unknown"
    category = Category.NOT_FOUND


class NoAuthority(DomainError):
    """The server has no authority of its own: its certificate, and so its agents', come from elsewhere."""

    code = "edge.no_authority"
    category = Category.NOT_FOUND


class KeyReplaced(DomainError):
    """Another key follows this chain's already, or the chain is not trusted: it renews nothing any more."""

    code = "edge.key_replaced"
    category = Category.CONFLICT
