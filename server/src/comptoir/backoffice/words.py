"""The plain words for codes that come from tills and from the ledger."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.act_words import ACT_WORDS

WORDS: Mapping[str, Mapping[str, Promise]] = {
    "tender": {
        "cash": _("Cash"),
        "card": _("Card"),
        "meal_voucher": _("Meal voucher"),
        "gift_voucher": _("Gift voucher"),
        "voucher": _("Voucher"),
        "check": _("Cheque"),
        "transfer": _("Bank transfer"),
        "other": _("Other payment"),
        "gift_card": _("Gift card"),
        "store_credit": _("Store credit"),
        "foreign_cash": _("Cash of another currency"),
    },
    "kind": {
        "sale": _("Sale"),
        "refund": _("Refund"),
        "exchange": _("Exchange"),
        "payment": _("Payment without sale"),
        "tender_correction": _("Tender correction"),
    },
    # Where goods that came back went.
    "goes_to": {
        "stock": _("Back on the shelf"),
        "damaged": _("Damaged"),
        "supplier": _("To the supplier"),
        "waste": _("Thrown away"),
    },
    "pooling": {
        "equal": _("equal parts of each day for everybody who worked"),
        "hours": _("by the hours of each day"),
        "points": _("by the points of each day"),
        "sales": _("by what each sold on each day"),
        "own": _("each keeps what they were given"),
    },
    "voucher_reason": {
        "sold": _("Loaded"),
        "redeemed": _("Redeemed"),
        "paid": _("Paid with"),
        "given_back": _("Given back"),
        "reloaded": _("Given back"),
        "sale_undone": _("Sale of the card refunded"),
    },
    "scale_label": {"weight": _("Weight in kilograms"), "price": _("Price"), "pieces": _("Pieces")},
    # UNTDID 5305, the codes that EN 16931 knows.
    "place": {"here": _("Eaten here"), "away": _("Taken away")},
    "tax_category": {
        "S": _("Taxed at this rate"),
        "Z": _("Taxed at zero"),
        "E": _("Exempt"),
        "AE": _("The customer owes the tax (reverse charge)"),
        "K": _("Delivery into another country of the Union"),
        "G": _("Export"),
        "O": _("Not subject to tax"),
        "L": _("Canary Islands (IGIC)"),
        "M": _("Ceuta and Melilla (IPSI)"),
    },
    "rule_state": {"active": _("Running"), "planned": _("Planned"), "ended": _("Ended")},
    "coupon_state": {
        "open": _("Not shown yet"),
        "used": _("Shown"),
        "twice": _("Shown more than once"),
        "withdrawn": _("Taken back"),
    },
    "rule_reason": {
        "store": _("It does not hold in this store."),
        "customer": _("It is not for this customer."),
        "coupon": _("The customer does not show its code."),
        "day": _("It does not hold on this day."),
        "hour": _("It does not hold at this hour or on this weekday."),
    },
    "receipt_code": {
        "automatic": _("First, while the public page answers"),
        "always": _("Always first"),
        "never": _("Not first: paper"),
    },
    "receipt_section": {
        "address": _("Address and phone"),
        "legal": _("Company, registration and tax number"),
        "cashier": _("Who served"),
        "unit_prices": _("Quantity and unit price"),
        "tax_table": _("Table of taxes"),
        "qr": _("Code to check the receipt"),
        "barcode": _("Barcode of the receipt's number"),
        "seal": _("Digest of the seal"),
    },
    "restriction": {
        "beer_wine": _("Beer and wine"),
        "spirits": _("Spirits"),
        "tobacco": _("Tobacco"),
        "adult": _("For adults"),
        "none": _("Everybody"),
    },
    "allergen": {
        "gluten": _("Gluten"),
        "crustaceans": _("Crustaceans"),
        "eggs": _("Eggs"),
        "fish": _("Fish"),
        "peanuts": _("Peanuts"),
        "soybeans": _("Soya"),
        "milk": _("Milk"),
        "nuts": _("Nuts"),
        "celery": _("Celery"),
        "mustard": _("Mustard"),
        "sesame": _("Sesame"),
        "sulphites": _("Sulphites"),
        "lupin": _("Lupin"),
        "molluscs": _("Molluscs"),
    },
    "channel": {"email": _("E-mail"), "sms": _("SMS")},
    "delivery_state": {"queued": _("On its way"), "sent": _("Sent"), "failed": _("Could not be delivered")},
    "delivery_why": {
        "address_refused": _("There is no such address, or it takes no mail."),
        "address_erased": _("The address was erased before it was sent."),
        "address_invalid": _("This can be no address."),
        "mailbox_busy": _("The mailbox takes nothing at the moment."),
        "refused": _("The other side refused the message."),
        "server_unreachable": _("The mail or SMS service does not answer."),
        "sign_in_refused": _("The mail or SMS service does not accept our sign-in: check it."),
        "not_set_up": _("No mail or SMS service is set up on this server."),
        "page_missing": _("An SMS carries the receipt's address, and this shop has no public one."),
    },
    "page_why": {
        "no_address": _("This server has no public address. An administrator sets COMPTOIR_PUBLIC_ADDRESS."),
        "not_https": _("The public address does not begin with https: phones could not check a receipt there."),
        "name_unknown": _("Nobody on the Internet knows this name yet."),
        "private_address": _("The name leads to a private network, which customers' phones do not reach."),
        "no_connection": _("Nothing answers there."),
        "bad_certificate": _("The certificate is one that phones do not trust."),
        "other_answer": _("Somebody else answers there, not this server."),
        "page_missing": _("This server answers, but without the receipt page."),
    },
    "receipt_law": {
        "on_request": _("The law: paper only when the customer asks, with exceptions, for example for guarantees."),
        "always": _("The law: every sale has a receipt that is given, on paper or, if the customer agrees, digitally."),
        "offer": _("The law asks for no paper: ask the customer."),
    },
    # What a new shop's tax classes are called (comptoir.countries).
    "tax_kind": {
        "standard": _("Standard rate"),
        "intermediate": _("Intermediate rate"),
        "reduced": _("Reduced rate"),
        "super_reduced": _("Super-reduced rate"),
        "staples": _("Staple food"),
        "lodging": _("Lodging"),
        "zero": _("Zero rate"),
        "exempt": _("Without tax"),
    },
    "first_till": {"counter": _("Till 1"), "phone": _("Phone")},
    "first_tab": {"articles": _("Articles first"), "amount": _("Amount first")},
    # What a country demands and Comptoir has no part for yet.
    "duty": {
        "at_rksv": _(
            "Austria: each receipt must be signed by a certified device (RKSV). Comptoir can't reach such a device yet."
        ),
        "be_gks": _(
            "Belgium: where meals are eaten on the spot, a registered till with a control module is needed. Comptoir "
            "has no part for it yet."
        ),
        "de_tse": _(
            "Germany: every electronic till needs a certified technical security device (TSE). Comptoir can't reach "
            "one yet."
        ),
        "fr_attestation": _(
            "France: a till's software must be certified, or its publisher must attest that it keeps the law. There "
            "is no such paper for Comptoir yet."
        ),
    },
    "duty_exemption": {
        "at_small": _("My turnover is at most 15,000 EUR a year, or at most 7,500 EUR of it in cash."),
        "be_few_meals": _("Meals eaten on the spot bring me at most 25,000 EUR a year."),
        "fr_franchise": _("I charge no VAT (franchise en base, CGI art. 293 B)."),
    },
    "role": {
        "owner": _("Owner"),
        "manager": _("Manager"),
        "accountant": _("Accountant"),
        "cashier": _("Cashier"),
    },
    "unit": {
        "C62": _("Piece"),
        "KGM": _("Kilogram"),
        "GRM": _("Gram"),
        "LTR": _("Liter"),
        "MTR": _("Meter"),
        "HUR": _("Hour"),
    },
    "entry": {
        "sale": _("Sale"),
        "refund": _("Refund"),
        "exchange": _("Exchange"),
        "payment": _("Payment without sale"),
        "tender_correction": _("Tender correction"),
        "late_tip": _("Later tip"),
        "provisional_bill": _("Provisional bill"),
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "copy": _("Copy of a receipt"),
        "training": _("Training"),
        "cash_movement": _("Cash movement"),
        "opening": _("Opening"),
        "closing": _("Closing"),
        "technical_event": _("Technical event"),
        "customer_correction": _("Customer correction"),
    },
    # What a person reads first about an incident or a quarantined entry.
    "incident": {
        "unreadable": _("Bytes that are no entry"),
        "wrong_till": _("An entry that names another till"),
        "unknown_chain": _("An entry of a chain that nobody enrolled"),
        "bad_seal": _("An entry whose seal does not fit"),
        "fork": _("Two histories of one till"),
        "gap": _("A hole in the chain"),
        "revoked": _("An entry from a revoked device"),
        "too_large": _("An entry that is too large"),
        "too_deep": _("An entry that is nested too deeply"),
    },
    "incident_why": {
        "unreadable": _("What arrived cannot be read. A damaged device or a program that is not a till can cause it."),
        "wrong_till": _("The device signed for a till, an organization or a chain that is not its own."),
        "unknown_chain": _("The till of this entry is not known here. A restored backup can cause it."),
        "bad_seal": _("The bytes were changed after the till sealed them, or somebody else's key was used."),
        "fork": _(
            "The till wrote two different entries at one place. A copied browser or a restored device can cause it."
        ),
        "gap": _("An entry before this one has not arrived. It usually comes by itself when the till is online."),
        "revoked": _(
            "The device was revoked and still delivered. These may be honest sales from before, made offline."
        ),
        "too_large": _("No honest sale is this large."),
        "too_deep": _("No honest sale looks like this."),
    },
    "discrepancy": {
        "total": _("The total does not add up"),
        "tax": _("The tax does not add up"),
        "line": _("The amount of a line does not add up"),
        "price": _("Sold at another price than the catalogue's"),
        "unknown_item": _("An item that the catalogue does not know"),
        "tax_rate": _("Another tax rate than the catalogue's"),
        "place": _("Eaten here or taken away, otherwise than the store does it"),
        "tenders": _("What was paid is not what was due"),
        "clock": _("The till's clock was wrong"),
        "refund_exceeds_sale": _("More was refunded than was sold"),
        "refund_unknown_sale": _("The refunded sale is not known"),
        "correction_unknown_sale": _("The sale whose payment was corrected is not known"),
        "correction_exceeds": _("More was moved to another tender than was paid by this one"),
        "correction_other_session": _("The payment was corrected in another session than the sale's"),
        "body": _("The entry cannot be understood"),
        "engine_version": _("Priced by a version that is not known here"),
        "limit": _("Beyond what the role allows, and nobody approved it"),
        "approval": _("Approved by somebody who may not"),
        "coupon_twice": _("A code that is good once was accepted twice"),
        "promotion": _("Another promotion than the ones that held"),
        "priced_at": _("Priced at another time than it was sold"),
        "tip": _("A tip below zero"),
        "tender_face": _("A voucher that is worth less than it paid"),
        "tender_rate": _("Foreign cash at another rate than the shop's"),
        "return_price": _("More was given back without a receipt than the lowest price of late"),
        "return_in_cash": _("Paid back in cash without a receipt, which this store does not do"),
        "training_only": _("Sold for real where the shop may only train yet"),
        "simulated_terminal": _("Approved by a simulated terminal: no money moved"),
        "tender_unknown": _("A way to pay that this shop does not know"),
        "tender_maximum": _("More was paid this way than the shop allows"),
        "tender_eligible": _("Paid for articles that this way does not pay for"),
        "tender_limit": _("More was paid this way than the law allows"),
        "voucher_unknown": _("A gift card that was not sold yet"),
        "voucher_overdrawn": _("More was redeemed than was on the card"),
        "voucher_blocked": _("A blocked card was redeemed"),
        "voucher_taxed": _("A card that was taxed when it was sold paid like money: the tax was counted twice"),
        "voucher_tax": _("A card was loaded or redeemed under another tax than its own"),
        "voucher_currency": _("A card of another currency"),
        "voucher_allowance": _("More was redeemed without a network than this till may"),
        "menu": _("A menu of other articles than it offers"),
        "modifier": _("An extra at another price than the catalogue's"),
        "modifier_count": _("More or fewer extras than the article asks for"),
        "age_check": _("Sold without asking for the age"),
        "closed_hours": _("Sold in hours in which it may not be sold"),
        "bottle_voucher_used": _("The same voucher of a bottle machine was paid before"),
        "bottle_voucher_amount": _("A bottle machine's voucher gave another amount than stands on it"),
    },
    "quarantine_state": {
        "open": _("To decide"),
        "adopted": _("Adopted"),
        "rejected": _("Rejected"),
    },
    **ACT_WORDS,
}

# What a role may do at a till (staff.rights), as the form of a role asks it.
RIGHTS: Mapping[str, Promise] = {
    "discount": _("Discount up to"),
    "refund": _("Refund up to"),
    "void": _("Cancel a basket up to"),
    "no_sale": _("Open the drawer without a sale"),
    "cash_in": _("Put cash in, up to"),
    "cash_out": _("Take cash out, up to"),
    "open_day": _("Open the day"),
    "close_day": _("Close the day (Z report)"),
    "x_report": _("See the day's figures before closing (X report)"),
    "see_expected": _("See what the drawer should hold before counting"),
    "see_others": _("See the sales of others"),
    "training": _("Switch training on and off"),
    "new_article": _("Make an article of an unknown code"),
    "correct_tender": _("Correct how a sale was paid, up to"),
    "override_price": _("Say another price"),
    "tax_exempt": _("Sell without tax to those who owe none"),
    "staff_purchase": _("Sell at the staff's prices"),
    "refund_without_receipt": _("Take goods back without a receipt, up to"),
    "refund_without_receipt_day": _("The same in a day, up to"),
    "refund_cash": _("Give back in cash what was not paid in cash, up to"),
    "pay_out_deposits": _("Pay out for empties, up to"),
}
RIGHTS_HELP: Mapping[str, Promise] = {
    "discount": _("Percent of the price, on a line or on the whole basket."),
    "refund": _("With the receipt. More needs somebody who may do more."),
    "refund_cash": _("Money goes back the way it came. This is for what a card or a voucher paid and leaves as cash."),
    "see_expected": _("Without it, counting is blind: nobody counts towards a known figure."),
}


def word(family: str, code: str) -> str:
    """The word for a code; a code from a newer till is shown as it came, never hidden."""
    known = WORDS[family].get(code)
    return str(known) if known is not None else code
