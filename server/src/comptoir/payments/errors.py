"""Refusals of payments."""

from comptoir.kernel import Category, DomainError


class TenderKindUnknown(DomainError):
    """No such kind of tender."""

    code = "payments.kind_unknown"
    category = Category.NOT_FOUND


class TenderNameMissing(DomainError):
    """Cashiers choose a tender by its name."""

    code = "payments.name_missing"


class TenderMaximumInvalid(DomainError):
    """A maximum is above zero, or there is none."""

    code = "payments.maximum_invalid"


class TenderCategoryUnknown(DomainError):
    """A tender pays for categories that the shop has."""

    code = "payments.category_unknown"


class TenderChangeImpossible(DomainError):
    """A cheque or a transfer is made out over what is due: there is no change to give."""

    code = "payments.change_impossible"


class CurrencyInvalid(DomainError):
    """A currency of ISO 4217, and not the shop's own."""

    code = "payments.currency_invalid"


class RateInvalid(DomainError):
    """A rate is above zero."""

    code = "payments.rate_invalid"


class RateInThePast(DomainError):
    """What was taken was counted at the rate of its day."""

    code = "payments.rate_past"


class RateTaken(DomainError):
    """This currency has another rate from this day on already."""

    code = "payments.rate_taken"
    category = Category.CONFLICT


class VoucherUnknown(DomainError):
    """No such gift card or store credit."""

    code = "payments.voucher_unknown"
    category = Category.NOT_FOUND


class CardIsOurs(DomainError):
    """A card of this shop: what is on it stands in its own sales."""

    code = "payments.card_is_ours"


class CardTakenOtherwise(DomainError):
    """The card was taken over already, with another balance."""

    code = "payments.card_taken_otherwise"


class PolicyInvalid(DomainError):
    """Presets are one to five shares up to half of the total; allowances are not negative."""

    code = "payments.policy_invalid"


class TipWorkInvalid(DomainError):
    """Nobody works longer than a day, or for less than nothing; only people of the shop do."""

    code = "payments.tip_work_invalid"


class BankFileUnreadable(DomainError):
    """No camt.052, .053 or .054, or one that nobody could read without guessing."""

    code = "payments.bank_file_unreadable"


class BankFileTooLarge(DomainError):
    """More than any bank sends at once."""

    code = "payments.bank_file_too_large"


class AccountUnknown(DomainError):
    """No such account with a payment provider."""

    code = "payments.account_unknown"
    category = Category.NOT_FOUND


class AccountInvalid(DomainError):
    """An account has a name, a driver that this server knows, and everything that its driver needs."""

    code = "payments.account_invalid"


class AccountUnreadable(DomainError):
    """Its secrets were sealed by a key that this server does not have: they must be entered anew."""

    code = "payments.account_unreadable"


class AccountRefused(DomainError):
    """The provider does not take these credentials, or can't be reached."""

    code = "payments.account_refused"


class TerminalUnknown(DomainError):
    """No such terminal for this till."""

    code = "agent.terminal_unknown"
    category = Category.NOT_FOUND


class AttemptUnknown(DomainError):
    """Nobody here has heard of this attempt."""

    code = "agent.attempt_unknown"
    category = Category.NOT_FOUND


class AttemptDiffers(DomainError):
    """This identifier was used for something else."""

    code = "agent.attempt_differs"
    category = Category.CONFLICT


class OfflineCardUnknown(DomainError):
    """No such card payment, or one whose bank was asked at once."""

    code = "payments.offline_card_unknown"
    category = Category.NOT_FOUND


class OfflineCardOver(DomainError):
    """Its bank's word is known already, and is another one."""

    code = "payments.offline_card_over"
    category = Category.CONFLICT


class AttemptClosed(DomainError):
    """The app was opened for this payment before, or it is over: it is not opened again."""

    code = "agent.attempt_closed"
    category = Category.CONFLICT


class AttemptInvalid(DomainError):
    """An attempt asks for money of a currency that is known, or gives back what was paid and is not back yet."""

    code = "agent.body_invalid"


class BankMessageUnknown(DomainError):
    """No such file of a bank."""

    code = "payments.bank_message_unknown"
    category = Category.NOT_FOUND


class CodeAccountUnknown(DomainError):
    """No such account for payments by code."""

    code = "payments.code_account_unknown"
    category = Category.NOT_FOUND


class CodeFactsInvalid(DomainError):
    """No code can be drawn of what was typed; `field` says which part."""

    code = "payments.code_facts_invalid"


class CodeCurrencyImpossible(DomainError):
    """The scheme moves another currency than the shop's."""

    code = "payments.code_currency"


class ChainNodeMissing(DomainError):
    """Nobody who runs this server has said which node of this chain it may ask."""

    code = "payments.chain_node_missing"


class ChainAddressMiscopied(DomainError):
    """The capitals of an address are its checksum (EIP-55), and do not fit."""

    code = "payments.chain_address_miscopied"


class ChainTransferUnknown(DomainError):
    """No such transfer on this account's chain, or not any more."""

    code = "payments.chain_transfer_unknown"
    category = Category.NOT_FOUND


class ChainTransferOver(DomainError):
    """It was given to a payment, or sent back."""

    code = "payments.chain_transfer_over"
    category = Category.CONFLICT


class CodePaymentUnknown(DomainError):
    """No such payment by code."""

    code = "payments.code_payment_unknown"
    category = Category.NOT_FOUND


class CodePaymentOver(DomainError):
    """It was decided already, by a person or by the bank."""

    code = "payments.code_payment_over"
    category = Category.CONFLICT
