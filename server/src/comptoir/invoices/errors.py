"""Refusals about invoices."""

from comptoir.kernel import Category, DomainError


class IssuerMissing(DomainError):
    """The company has not said its own address and tax number yet."""

    code = "invoices.issuer_missing"
    category = Category.CONFLICT


class IssuerInvalid(DomainError):
    """Street, postal code, city, country and tax number are needed."""

    code = "invoices.issuer_invalid"
    category = Category.INVALID


class BuyerInvalid(DomainError):
    """Name, street, postal code, city and country of the customer are needed."""

    code = "invoices.buyer_invalid"
    category = Category.INVALID


class TaxNumberMissing(DomainError):
    """The customer owes the tax, or declares the goods in another country: their VAT number stands on the invoice."""

    code = "invoices.tax_number_missing"
    category = Category.INVALID


class TaxNumberInvalid(DomainError):
    """No VAT number of the customer's country is written so: a slip that only a credit note would mend later."""

    code = "invoices.tax_number_invalid"
    category = Category.INVALID


class SaleUnknown(DomainError):
    """No such sale here yet, or the proof does not fit."""

    code = "invoices.sale_unknown"
    category = Category.NOT_FOUND


class NotInvoiceable(DomainError):
    """A refund, a sale of nothing, or one whose goods all came back."""

    code = "invoices.not_invoiceable"
    category = Category.CONFLICT


class AlreadyInvoiced(DomainError):
    """The sale has an invoice for somebody else: it must be cancelled first."""

    code = "invoices.already_invoiced"
    category = Category.CONFLICT


class DocumentUnknown(DomainError):
    """No such invoice."""

    code = "invoices.unknown"
    category = Category.NOT_FOUND


class AlreadyCancelled(DomainError):
    """A credit note took it back before."""

    code = "invoices.already_cancelled"
    category = Category.CONFLICT
