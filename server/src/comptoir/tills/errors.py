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


class EnrolmentKeyInvalid(DomainError):
    """Not the uncompressed point of a P-256 key."""

    code = "edge.key_invalid"
    category = Category.INVALID


class ProofInvalid(DomainError):
    """The caller does not hold the private key that it wants to register."""

    code = "edge.proof_invalid"
    category = Category.INVALID
