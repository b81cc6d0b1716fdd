"""Every refusal that a page can meet, in words that say what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.kernel import DomainError

REFUSALS: Mapping[str, Promise] = {
    "kernel.currency_unknown": _("This currency is not known."),
    "kernel.gtin_invalid": _("The check digit of this barcode is wrong: compare it with the label."),
    "identity.email_invalid": _("This is not an e-mail address."),
    "identity.email_taken": _("Somebody signs in with this address or name already."),
    "identity.sign_in_name_invalid": _("Write an e-mail address, or a name of at least two letters."),
    "identity.password_too_short": _("Choose a password of at least %(length_min)s characters."),
    "identity.language_unknown": _("Choose a language of the list."),
    "identity.name_missing": _("Enter a name."),
    "identity.user_unknown": _("This person is no longer there."),
    "identity.member_already": _("This person has another role here already."),
    "identity.not_allowed": _("Your role does not allow this."),
    "beginning.already_open": _("This shop was just set up by somebody else. Sign in."),
    "beginning.country_unknown": _("Choose a country of the list."),
    "beginning.trade_unknown": _("Choose a trade of the list."),
    "tax.name_missing": _("Enter a name."),
    "tax.class_unknown": _("This tax class is no longer there."),
    "tax.category_unknown": _("This tax category is not one of EN 16931."),
    "tax.rate_invalid": _("This rate does not fit its tax category."),
    "tax.rate_taken": _("Another rate is valid from %(valid_from)s already."),
    "tax.rate_missing": _("This tax class has no rate today."),
    "catalog.name_missing": _("Enter a name."),
    "catalog.category_unknown": _("This category is no longer there."),
    "catalog.product_unknown": _("This product is not known here."),
    "catalog.product_archived": _("This product is archived: restore it first."),
    "catalog.barcode_invalid": _("This is no barcode: at most 64 letters, digits and signs."),
    "catalog.barcode_taken": _("Another product has the barcode %(barcode)s."),
    "catalog.price_invalid": _("Enter a price such as 1.15."),
    "catalog.unit_unknown": _("This unit is not known."),
    "catalog.store_unknown": _("This store is no longer there."),
    "catalog.tax_class_unknown": _("No tax class is called “%(tax_class)s” or has this rate."),
    "catalog.rule_unknown": _("This price list or promotion has ended or is no longer there."),
    "catalog.rule_name_missing": _("Enter a name of 1 to 80 characters: receipts print it."),
    "catalog.too_many_rules": _("More than %(count)s at once are not possible. End one that is no longer needed."),
    "catalog.customer_group_unknown": _("This customer group is no longer there."),
    "catalog.customer_group_name_taken": _("Another group is called “%(name)s”."),
    "catalog.customer_group_used": _("“%(rule)s” is for this group: end it or change it first."),
    "catalog.coupon_missing": _("“%(promotion)s” asks for no code: give it one first."),
    "catalog.coupon_count_invalid": _("At most %(count_max)s more codes are possible."),
    "pricing.rule_invalid": _("Tills would not understand this rule. Check its numbers, days and hours."),
    "catalog.scale_prefix_invalid": _("A scale label begins with 20 to 29, or with 02."),
    "catalog.scale_digits_invalid": _(
        "Prefix, article, check digit and value must be 12 digits together, not %(digits)s."
    ),
    "catalog.scale_prefix_taken": _("Another row has the prefix %(prefix)s."),
    "catalog.batch_too_large": _("Import at most %(lines_max)s lines at once."),
    "catalog.file_unreadable": _("The file needs a first line with the columns name, category, tax and price."),
    "catalog.line_repeated": _("An earlier line of the file names the same product."),
    "payments.kind_unknown": _("This way to pay is no longer there."),
    "payments.name_missing": _("Enter a name."),
    "payments.maximum_invalid": _("Enter an amount above zero, or nothing."),
    "payments.category_unknown": _("This category is no longer there."),
    "payments.change_impossible": _("Change can be given on vouchers only."),
    "payments.currency_invalid": _("Choose another currency than the shop's own."),
    "payments.rate_invalid": _("Enter a rate above zero."),
    "payments.rate_past": _("A new rate begins today or later."),
    "payments.rate_taken": _("Another rate is valid from %(valid_from)s already."),
    "payments.policy_invalid": _("This choice is not possible."),
    "sales.quarantine_unknown": _("This entry is no longer in quarantine."),
    "sales.already_decided": _("Somebody has decided about this entry already."),
    "sales.not_adoptable": _("This entry cannot be adopted: nobody can prove which till sealed it."),
    "sales.incident_unknown": _("This incident is no longer there."),
    "sales.incident_resolved": _("Somebody has resolved this incident already."),
    "identity.employee_unknown": _("This person is no longer there."),
    "staff.role_name_missing": _("Enter a name."),
    "staff.role_name_taken": _("Another role is called “%(name)s”."),
    "staff.role_unknown": _("This role is no longer there."),
    "staff.role_in_use": _("Somebody has this role. Give them another one first."),
    "staff.limit_invalid": _("This limit is not possible."),
    "staff.employee_unknown": _("This person is no longer there."),
    "staff.place_unknown": _("This place is no longer there."),
    "staff.pin_invalid": _("A PIN has exactly %(length)s digits."),
    "staff.pin_weak": _("Everybody tries this PIN first. Choose digits that are neither equal nor in a row."),
    "staff.pin_taken": _("This PIN is taken. Choose another one."),
    "staff.pin_length_fixed": _("PINs of another length are in use. Take them away first."),
    "staff.policy_invalid": _("This is not possible."),
    "invoices.issuer_missing": _("The company has not said its address and tax number for invoices yet."),
    "invoices.issuer_invalid": _("Street, postal code, city, country (two letters) and tax number are needed."),
    "invoices.buyer_invalid": _("Name, street, postal code, city and country (two letters) are needed."),
    "invoices.sale_unknown": _("This sale is not known here."),
    "invoices.not_invoiceable": _("There is nothing left of this sale to invoice."),
    "invoices.already_invoiced": _("This sale has the invoice %(number)s: cancel it first."),
    "invoices.unknown": _("This invoice is no longer there."),
    "invoices.already_cancelled": _("The invoice %(number)s was taken back already."),
    "papers.template_invalid": _("At most 12 lines of 120 letters, and a logo of at most 576 × 320 dots."),
    "papers.language_unknown": _("Receipts do not speak this language."),
    "papers.address_erased": _("The address was erased: nothing can be sent there any more."),
    "papers.delivery_unknown": _("This is no longer there."),
    "identity.passkey_refused": _("This device did not prove who you are. Try again, or use your password."),
    "identity.passkey_suspected": _(
        "This passkey was refused: its counter went back, so a copy of it exists. Remove it, and make a new one."
    ),
    "identity.passkey_known": _("This device has a passkey here already."),
    "platform.store_unknown": _("This store is no longer there."),
    "platform.hours_invalid": _("Doors close after they open, and a day begins within its 24 hours."),
    "tills.code_taken": _("Another till has the code %(code)s."),
    "tills.unknown": _("This till is no longer there."),
    "tills.agent_unknown": _("This agent is no longer there."),
    "tills.store_unknown": _("This store is no longer there."),
    "tills.enrolment_unknown": _("This device is not enrolled here."),
}

UNKNOWN = _("This was refused (%(code)s).")


def say(refusal: DomainError) -> str:
    """The sentence for a refusal in the language of the page."""
    sentence = REFUSALS.get(refusal.code)
    if sentence is None:
        return str(UNKNOWN) % {"code": refusal.code}
    return str(sentence) % refusal.details
