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
    "identity.password_guessable": _("This password is guessed early: choose words of your own."),
    "identity.password_too_short": _("Choose a password of at least %(length_min)s characters."),
    "identity.language_unknown": _("Choose a language of the list."),
    "identity.name_missing": _("Enter a name."),
    "identity.user_unknown": _("This person is no longer there."),
    "staff.time_invalid": _("Enter when it began and ended: at most a day, not ahead, and longer than its breaks."),
    "staff.time_reason_missing": _("Say why: whoever reads the hours later will ask."),
    "staff.time_unknown": _("This correction is no longer there."),
    "staff.time_decided": _("Somebody decided about this before."),
    "staff.own_time": _("Somebody else has to approve your own hours."),
    "identity.invitation_unknown": _("This link is no longer good."),
    "identity.invitation_over": _("This link was used, withdrawn, or is older than seven days."),
    "identity.last_owner": _("The last owner stays: make somebody else an owner first."),
    "identity.owner_everywhere": _("An owner is one in every store. Choose another role, or no store."),
    "identity.stores_missing": _("Choose at least one store."),
    "platform.other_store": _(
        "This is of another store, or of the whole shop. Your role holds in some stores: an owner can do it."
    ),
    "platform.setting_invalid": _("This cannot be used: look at the value again."),
    "platform.setting_too_deep": _("This cannot differ from till to till: change it for the store."),
    "shops.place_unknown": _("This place is no longer there."),
    "shops.nothing_changes": _("Nothing differs from what this place says already."),
    "shops.start_passed": _("Choose a moment that is still to come, at most two years ahead."),
    "shops.change_unknown": _("This change is no longer there."),
    "shops.not_planned": _("It has started, or was withdrawn before."),
    "shops.not_started": _("Only what has started can be undone: what is planned is withdrawn."),
    "shops.undone_already": _("Somebody undid it before."),
    "shops.changed_since": _("Somebody changed this since: undoing would take that back, too. Change it by hand."),
    "shops.group_unknown": _("This group is no longer there."),
    "shops.group_name_missing": _("Enter a name."),
    "shops.group_name_taken": _("Another group is called so."),
    "identity.member_already": _("This person has another role here already."),
    "identity.scopes_missing": _("Choose at least one."),
    "identity.scopes_too_wide": _("A program may do no more than you may yourself."),
    "identity.token_days_invalid": _("A token is good for a day to ten years."),
    "identity.token_unknown": _("This token is no longer there."),
    "links.hook_unknown": _("This account is no longer there."),
    "links.secret_invalid": _("A provider’s secret has eight letters and digits at least, and no spaces."),
    "links.link_invalid": _("Enter an amount, what it is for, and an account that is in use."),
    "links.link_unknown": _("This link is no longer there."),
    "links.link_over": _("This can no longer be paid."),
    "links.part_invalid": _("That is not what is left to pay: look at the amounts again."),
    "links.somebody_pays": _("Somebody is paying what is left right now. Look again in a moment."),
    "links.bill_changed": _("The bill has changed meanwhile. Look at it again before you pay."),
    "links.taken": _("Another till takes this money into a sale."),
    "links.not_paid": _("There is no money of it to give back."),
    "links.not_delivered": _("The link did not go out: check the address."),
    "links.provider_away": _("The payment provider can’t be reached. Nothing was paid: try again in a moment."),
    "webhooks.name_missing": _("Enter a name."),
    "webhooks.address_invalid": _(
        "Enter an address that begins with https and is on the Internet. Into a network of your own it may lead only "
        "where an administrator allowed it."
    ),
    "webhooks.kinds_missing": _("Choose at least one."),
    "webhooks.too_many": _("A shop may have %(most)s webhooks: remove one first."),
    "webhooks.endpoint_unknown": _("This webhook is no longer there."),
    "webhooks.message_unknown": _("This message is no longer there."),
    "webhooks.endpoint_off": _("It is off: turn it on first."),
    "witnesses.address_invalid": _(
        "Enter an address that begins with https and is on the Internet. Into a network of your own it may lead only "
        "where an administrator allowed it."
    ),
    "witnesses.key_invalid": _("This is no key of a witness. It looks like witness.example+1a2b3c4d+BAbC…"),
    "witnesses.already_there": _("This witness is there already."),
    "witnesses.too_many": _("A shop may have %(most)s witnesses: remove one first."),
    "witnesses.witness_unknown": _("This witness is no longer there."),
    "witnesses.alarm_unknown": _("This is no longer there."),
    "beginning.already_open": _("This shop was just set up by somebody else. Sign in."),
    "beginning.country_unknown": _("Choose a country of the list."),
    "beginning.trade_unknown": _("Choose a trade of the list."),
    "insights.report_unknown": _("This report is no longer there."),
    "insights.report_invalid": _("Choose at least one figure and what to tell it apart by."),
    "insights.report_name_missing": _("Give the report a name."),
    "insights.report_name_taken": _("A report of this name is there already."),
    "insights.mailing_invalid": _("Choose when it is sent and as what file."),
    "insights.mailing_address_invalid": _("This is not an e-mail address."),
    "insights.mailing_unknown": _("This is sent no longer."),
    "insights.mailings_too_many": _("At most %(count)s reports go by mail. Stop one first."),
    "insights.inquiry_refused": _("This may not be asked for: %(name)s"),
    "insights.inquiry_unreadable": _("The database says: %(said)s"),
    "insights.inquiry_too_long": _("Stopped: a question may take %(seconds)s seconds. Ask for fewer days, or a sum."),
    "insights.inquiry_too_large": _("Stopped: it took too much memory. Ask for fewer days, or without repeating."),
    "insights.inquiry_too_wide": _("Too much came back. Ask for fewer columns, or a sum."),
    "insights.inquiry_busy": _("Somebody’s question is being answered. Ask again in a moment."),
    "insights.inquiries_not_set_up": _(
        "Questions in SQL need a database role that whoever runs the server has to make first."
    ),
    "fiscal.nothing_to_archive": _("Everything up to that day is in an archive already."),
    "fiscal.period_running": _("The last day must be over in every store."),
    "fiscal.archive_large": _(
        "That is more than a page can write while you wait. Ask whoever runs the server for comptoir archive."
    ),
    "fiscal.archived_meanwhile": _("Somebody archived these days just before. Nothing was written twice."),
    "fiscal.not_archived": _("No whole archive holds these entries yet."),
    "fiscal.pack_refused": _("This data pack does not count here."),
    "accounting.company_unknown": _("This company is no longer there."),
    "accounting.books_invalid": _("Up to six digits or capital letters for the journal, and digits alone for DATEV."),
    "accounting.number_invalid": _(
        "An account has 2 to 12 digits or capital letters; in the French chart, at least its first three are digits."
    ),
    "accounting.account_missing": _(
        "%(count)s accounts with amounts have no number yet: a file without them would not balance."
    ),
    "accounting.registration_missing": _(
        "The file is named by the company's SIREN: nine digits, or fourteen of a SIRET. Write it under Invoices."
    ),
    "accounting.adviser_missing": _("A file for DATEV names the adviser and the client: write down both first."),
    "accounting.period_invalid": _("A file holds days of one year of the company. Choose another period."),
    "accounting.store_unknown": _("This store is no longer there."),
    "accounting.amount_invalid": _("Enter an amount such as 250."),
    "accounting.slip_missing": _("Enter the number of the bank's slip."),
    "accounting.movement_unknown": _("This deposit is no longer there."),
    "accounting.repeat_differs": _("This was noted already with other figures. Open the page anew."),
    "accounting.file_unreadable": _("No line of this file has a day and an amount."),
    "commissions.rule_invalid": _("Say how much, and choose what is still there."),
    "commissions.rule_unknown": _("This rule is no longer there."),
    "commissions.day_closed": _("This day is closed: what was earned on it stands. Choose a day that is open."),
    "commissions.repeat_differs": _("This was noted already with other figures. Open the page anew."),
    "sales.period_unreadable": _("Choose a month or a year."),
    "sales.period_running": _("This period is not over yet."),
    "sales.period_not_next": _("Close %(next)s first."),
    "accounting.period_not_next": _("Another period comes first, or somebody closed a part of it before."),
    "accounting.period_running": _("This period is not over yet in every store. Choose an earlier month."),
    "accounting.amount_too_large": _(
        "The amounts of %(day)s add up to more than a file can say. Look for a sale with a wrong price on that day."
    ),
    "accounting.rate_missing": _("Foreign money was counted without a rate. Enter its rate first, then close."),
    "accounting.year_closed": _("Months of this year are closed: it begins where it began."),
    "accounting.not_last_closing": _("Only the last closing can be taken back. Open the later ones first."),
    "accounting.reason_missing": _("Say why: whoever reads the books later will ask."),
    "accounting.nothing_expired": _("Nothing of this card expired, or it was given back already."),
    "customers.unknown": _("This customer is no longer there."),
    "customers.name_missing": _("Enter a name."),
    "customers.limit_invalid": _("Enter an amount such as 500, or nothing."),
    "customers.card_taken": _("Another customer carries this card."),
    "customers.card_is_article": _("At the tills this code is an item: take another number."),
    "customers.card_invalid": _("A card has 4 to 64 letters and digits, and is no badge of the team and no gift card."),
    "customers.group_invalid": _("Choose one of your groups of customers."),
    "customers.owes": _("This customer still owes something, or has goods kept aside: settle that first."),
    "pricing.deposit_exceeds": _("More is paid ahead than is left to pay."),
    "tax.name_missing": _("Enter a name."),
    "tax.class_unknown": _("This tax class is no longer there."),
    "tax.category_unknown": _("This tax category is not one of EN 16931."),
    "tax.rate_invalid": _("This rate does not fit its tax category."),
    "tax.rate_taken": _("Another rate is valid from %(valid_from)s already."),
    "tax.switch_invalid": _("A class becomes another one, and that one is not linked itself."),
    "tax.exemption_name_missing": _("Enter a name."),
    "tax.exemption_invalid": _("A reason keeps its kind of taxation: write down another one."),
    "tax.vatex_invalid": _("This code is not in the list of the norm, or not of this kind of taxation."),
    "customers.exemption_reason_unknown": _("Your shop does not accept this reason any more."),
    "customers.exemption_evidence_missing": _("Enter what proves it."),
    "customers.exemption_day_invalid": _("Choose a day from today on, in five years at the latest."),
    "tax.rate_missing": _("This tax class has no rate today."),
    "catalog.name_missing": _("Enter a name."),
    "catalog.category_unknown": _("This category is no longer there."),
    "catalog.category_in_use": _("Items, prices or promotions still use this category."),
    "catalog.product_unknown": _("This item is not known here."),
    "catalog.product_archived": _("This item is archived: restore it first."),
    "catalog.barcode_invalid": _("This is no barcode: at most 64 letters, digits and signs."),
    "catalog.barcode_taken": _("Another item has the barcode %(barcode)s."),
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
    "catalog.coupon_too_long": _(
        "Give it a code of at most %(length_max)s signs first: codes that are good once add 9."
    ),
    "catalog.coupon_count_invalid": _("At most %(count_max)s more codes are possible."),
    "pricing.rule_invalid": _("Tills would not understand this rule. Check its numbers, days and hours."),
    "catalog.scale_prefix_invalid": _("A scale label begins with 20 to 29, or with 02."),
    "catalog.scale_digits_invalid": _(
        "Prefix, item, check digit and value must be 12 digits together, not %(digits)s."
    ),
    "catalog.deposit_not_named": _("No container is called so: make it under Deposits on bottles first."),
    "catalog.deposit_unknown": _("This container is no longer there."),
    "catalog.deposit_used": _("“%(article)s” is still sold in it: change that first."),
    "catalog.containers_invalid": _("An item has up to four containers, each 1 to 999 times; a container has none."),
    "catalog.voucher_pattern_invalid": _(
        "Write digits first, then S for 3 to 12 digits of the number and A for 2 to 6 of the amount; C only at the end."
    ),
    "catalog.voucher_pattern_taken": _("Another voucher begins in the same way."),
    "catalog.scale_prefix_taken": _("Another row has the prefix %(prefix)s."),
    "catalog.photo_unreadable": _("Choose a picture (PNG, JPEG, GIF or WebP) of at most 12 MB."),
    "catalog.allergen_unknown": _("This is none of the fourteen allergens."),
    "catalog.ingredients_too_long": _("Write the ingredients in at most %(length_max)s characters."),
    "catalog.row_changed": _("Somebody else changed this meanwhile."),
    "catalog.scale_prefix_used": _("The item with the barcode %(barcode)s would be read as such a label."),
    "catalog.codes_used_up": _("No number is left: scales, voucher machines and items have taken all of 20 to 29."),
    "catalog.tracking_unknown": _("Keep stock as a number, by lot or by serial number."),
    "catalog.net_content_invalid": _("Enter a content such as 750, and its unit."),
    "catalog.origin_too_long": _("Write the origin in at most %(length_max)s characters."),
    "labels.store_unknown": _("This store is no longer there."),
    "labels.printer_unknown": _("This printer is not there any more."),
    "labels.print_unknown": _("These labels are not there any more."),
    "labels.print_busy": _("These labels are on their way, or printed already."),
    "labels.position_unknown": _("Open the list again: the catalogue does not know this state."),
    "catalog.restriction_unknown": _("These goods are not known as restricted."),
    "catalog.restriction_invalid": _("Enter an age from 0 to 99, and hours such as 22:00 and 06:00."),
    "catalog.options_invalid": _("Give one or two options, each with a name and up to 20 different values."),
    "catalog.variant_invalid": _("The variant %(variant)s does not fit the options."),
    "catalog.family_nested": _("A variant, a pack or a menu has none of its own."),
    "catalog.family_decides": _("Category and tax are those of the item that it belongs to."),
    "catalog.pack_invalid": _("A pack holds at least 2."),
    "catalog.pack_unknown": _("This item is no pack."),
    "catalog.favorites_invalid": _("A page holds %(count_max)s favourites, each once."),
    "catalog.modifiers_invalid": _("Give a name, at least one option, and a minimum and maximum that fit them."),
    "catalog.modifier_group_unknown": _("This question is no longer asked."),
    "catalog.bundle_invalid": _("Each place needs a name and items that are on sale. Look at: %(place)s"),
    "catalog.batch_too_large": _("Import at most %(lines_max)s lines at once."),
    "moving.table_unreadable": _("This is no list of items: the first line must name the columns, name and price too."),
    "moving.table_empty": _("Below the names of its columns the file has no line."),
    "moving.table_too_long": _("At most %(lines_max)s lines at a time: split the file."),
    "moving.code_mangled": _(
        "The spreadsheet rounded this barcode to %(code)s, and its digits are lost: "
        "make the column a text there, or export the file anew."
    ),
    "moving.code_repeated": _("Line %(line)s has the barcode %(code)s already: it can name one item only."),
    "moving.name_repeated": _("Line %(line)s is called so already, and neither has a barcode or a reference."),
    "moving.formula_found": _("This cell holds a formula (%(cell)s): save the file with its results."),
    "moving.price_unreadable": _("“%(price)s” is no price that means one thing only: write it as 1.15."),
    "moving.quantity_unreadable": _(
        "“%(quantity)s” is no quantity that means one thing only: write it as 12 or 0.250."
    ),
    "moving.variant_unclear": _("A variant of %(name)s that another line has already, or that chooses something else."),
    "moving.people_unreadable": _(
        "This is no list of customers: the first line must name the columns, a name and an e-mail or phone too."
    ),
    "moving.person_repeated": _("Line %(line)s is the same customer already."),
    "moving.email_unreadable": _("This can be no e-mail address."),
    "moving.phone_unreadable": _(
        "This can be no phone number. If a spreadsheet has rounded it, export it again and do not open it in one."
    ),
    "moving.forgotten": _("People’s names are erased from files after 30 days: choose the file again."),
    "customers.too_many_lines": _("At most %(lines_max)s lines at a time: split the file."),
    "moving.unknown": _("This file is no longer there."),
    "moving.repeated": _("This file was taken over already. Take it back first, or choose another one."),
    "payments.account_invalid": _("Fill in everything that this provider asks for, without spaces."),
    "payments.account_refused": _("The provider did not take it: check what you entered, and try again."),
    "payments.account_unknown": _("This account is no longer there."),
    "payments.account_unreadable": _("Its keys can no longer be read here. Enter them again."),
    "payments.card_is_ours": _("This card was sold here: what is on it is known already."),
    "payments.card_taken_otherwise": _("This card was taken over already, with another balance."),
    "moving.cards_unreadable": _(
        "This is no list of gift cards: the first line must name a column for the code and one for the balance."
    ),
    "moving.card_mangled": _(
        "A spreadsheet shortened this code to %(code)s: export the file again and do not open it before."
    ),
    "moving.card_masked": _(
        "Only the end of this code stands in the file. Ask the other system for the whole codes, or sell the"
        " customer a new card."
    ),
    "moving.card_unreadable": _("A code has 4 to 40 letters and digits."),
    "moving.card_repeated": _("Line %(line)s is the same card already."),
    "moving.balance_unreadable": _("“%(balance)s” is no amount that means one thing only: write it as 25.00."),
    "moving.currency_foreign": _("This card is in %(currency)s; the shop counts in %(own)s."),
    "moving.suppliers_unreadable": _(
        "This is no list of suppliers: the first line must name a column for the supplier."
    ),
    "moving.article_unknown": _("No item here has this barcode or reference: import the items first."),
    "moving.article_missing": _("A cost without an item: the line needs its barcode or reference."),
    "moving.cost_missing": _("The line names an item and no cost."),
    "moving.days_unreadable": _("“%(days)s” is no number of days from 0 to 365."),
    "moving.offer_repeated": _("Line %(line)s says what this supplier asks for this item already."),
    "moving.lists_unreadable": _(
        "This is no list of prices: the first line must name a column for the barcode, reference or name of an item, "
        "and one for its price."
    ),
    "moving.item_not_found": _("No item here is known by “%(item)s”, or several are: import the items first."),
    "moving.item_not_said": _("A price needs an item; a percentage is for a category or for everything."),
    "moving.category_not_found": _("No category here is called “%(name)s”."),
    "moving.store_not_found": _("No store here is called “%(name)s”."),
    "moving.group_not_found": _("No group of customers is called “%(name)s”: make it first."),
    "moving.percent_unreadable": _("“%(percent)s” is no percentage that means one thing only: write it as 10."),
    "moving.day_unreadable": _("“%(day)s” may be several days or none: write it as 2026-12-31."),
    "moving.hours_unreadable": _("“%(hours)s” is not understood: write days as mon tue, and hours as 17:00-19:00."),
    "moving.price_repeated": _("Line %(line)s says what this list asks for it already."),
    "moving.terms_differ": _("Line %(line)s says that this list holds at other times or for others."),
    "moving.promotions_unreadable": _(
        "This is no list of promotions: the first line must name a column for the name, and one for what is taken off."
    ),
    "moving.promotion_name_missing": _("The line has no name and no code."),
    "moving.promotion_repeated": _("Line %(line)s is called so already."),
    "moving.offer_unclear": _("Say one of them: a percentage, an amount off, or a price; and fewer free than bought."),
    "moving.offer_unknown": _("There is no offer of the kind “%(kind)s” here."),
    "moving.coupon_unreadable": _(
        "“%(code)s” cannot be a code here: use 2 to 32 letters without accents, digits, points and hyphens."
    ),
    "moving.export_busy": _("A file is being written already: wait until it is there, or cancel it."),
    "moving.export_unknown": _("This file is no longer there."),
    "moving.busy": _("Not now: wait until it has come to its end."),
    "catalog.file_unreadable": _("The file needs a first line with the columns name, category, tax and price."),
    "catalog.line_repeated": _("An earlier line of the file names the same item."),
    "payments.bank_file_unreadable": _("This is no bank file (camt.052, .053 or .054) that can be read."),
    "payments.bank_file_too_large": _("This bank file is too large: split it by days."),
    "settlements.file_unreadable": _("No line of this file says when, how much and of what."),
    "settlements.file_too_large": _("This file is too large: split it by months."),
    "settlements.format_unknown": _(
        "Nobody knows this file by its first line. Say below what its columns are called, and send it again."
    ),
    "settlements.file_unknown": _("This file is no longer there."),
    "settlements.file_taken": _("This file was taken back. Choose it again to take it once more."),
    "settlements.store_unknown": _("This store is no longer there."),
    "settlements.note_missing": _("Say what became of it."),
    "payments.kind_unknown": _("This way to pay is no longer there."),
    "payments.name_missing": _("Enter a name."),
    "payments.maximum_invalid": _("Enter an amount above zero, or nothing."),
    "payments.category_unknown": _("This category is no longer there."),
    "payments.change_impossible": _("Change can be given on vouchers only."),
    "payments.currency_invalid": _("Choose another currency than the shop's own."),
    "payments.rate_invalid": _("Enter a rate above zero."),
    "payments.rate_past": _("A new rate begins today or later."),
    "payments.rate_taken": _("Another rate is valid from %(valid_from)s already."),
    "payments.voucher_unknown": _("This card is not known here."),
    "payments.tip_work_invalid": _("Hours and points fit into one day, and only people of the shop work there."),
    "payments.code_account_unknown": _("This account is no longer there."),
    "payments.code_facts_invalid": _("No code can be drawn of this: compare it with what your bank wrote."),
    "payments.chain_node_missing": _("This server has no node for chain %(chain)s: its administrator names one first."),
    "payments.chain_address_miscopied": _(
        "A letter of the address %(address)s is wrong: its capitals are its checksum. Copy it again."
    ),
    "payments.chain_transfer_unknown": _("The chain does not have this transfer any more."),
    "payments.chain_transfer_over": _("This transfer was dealt with already: what stands there holds."),
    "payments.code_currency": _("Codes of this kind move another currency than %(currency)s."),
    "payments.code_payment_unknown": _("This payment is not known here."),
    "payments.code_payment_over": _("It was decided already: what stands there holds."),
    "payments.offline_card_unknown": _("This payment is not known here, or its bank was asked at once."),
    "payments.offline_card_over": _("It was decided already: what stands there holds."),
    "payments.bank_message_unknown": _("This file is no longer there."),
    "payments.policy_invalid": _("This choice is not possible."),
    "sales.quarantine_unknown": _("This entry is no longer in quarantine."),
    "sales.already_decided": _("Somebody has decided about this entry already."),
    "sales.not_adoptable": _("This entry cannot be adopted: nobody can prove which till sealed it."),
    "sales.adoption_failed": _("Comptoir could not store this entry. Its bytes are kept."),
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
    "staff.pin_missing": _("Nobody gave this person a PIN yet."),
    "staff.pin_wrong": _("This PIN is wrong."),
    "staff.pin_waits": _("Too many wrong PINs. Wait a moment, then try again."),
    "staff.pin_invalid": _("A PIN has exactly %(length)s digits."),
    "staff.pin_weak": _("Everybody tries this PIN first. Choose digits that are neither equal nor in a row."),
    "staff.pin_taken": _("This PIN is taken. Choose another one."),
    "staff.pin_length_fixed": _("PINs of another length are in use. Take them away first."),
    "staff.policy_invalid": _("This is not possible."),
    "stock.count_invalid": _("A count is nothing below zero, and no more than a warehouse holds."),
    "stock.count_elsewhere": _("This store, or this item, has no stock to count."),
    "invoices.issuer_missing": _("The company has not said its address and tax number for invoices yet."),
    "invoices.issuer_invalid": _("Street, postal code, city, country (two letters) and tax number are needed."),
    "invoices.buyer_invalid": _("Name, street, postal code, city and country (two letters) are needed."),
    "invoices.tax_number_missing": _("The customer owes the tax of this sale: the invoice needs their VAT number."),
    "invoices.tax_number_invalid": _("The customer's VAT number is not written as those of their country are."),
    "invoices.sale_unknown": _("This sale is not known here."),
    "invoices.not_invoiceable": _("There is nothing left of this sale to invoice."),
    "invoices.already_invoiced": _("This sale has the invoice %(number)s: cancel it first."),
    "invoices.unknown": _("This invoice is no longer there."),
    "invoices.already_cancelled": _("The invoice %(number)s was taken back already."),
    "papers.template_invalid": _("At most 12 lines of 120 letters, and a logo of at most 576 × 320 dots."),
    "papers.language_unknown": _("Receipts do not speak this language."),
    "papers.address_erased": _("The address was erased: nothing can be sent there any more."),
    "papers.address_invalid": _("This is no e-mail address: check it, for example name@example.fr."),
    "stock.lots_invalid": _(
        "A lot has a number or a last day and stands there once, a serial number is one piece, and all lots together "
        "are no more than the item."
    ),
    "stock.goods_invalid": _("Enter how many of at least one item; a pack or a menu has no stock of its own."),
    "stock.loss_reason_unknown": _("Choose a reason of the list."),
    "stock.transfer_unknown": _("This transfer or store is no longer there."),
    "stock.transfer_nowhere": _("Choose two different stores."),
    "stock.transfer_received": _("Somebody has taken it in already."),
    "stock.counting_unknown": _("This counting or store is no longer there."),
    "stock.counting_ended": _("This counting has ended."),
    "stock.counting_name_missing": _("Enter a name."),
    "purchasing.supplier_unknown": _("Nothing is ordered of this supplier any more."),
    "purchasing.name_missing": _("Enter a name."),
    "purchasing.terms_invalid": _("Enter figures of zero or more."),
    "purchasing.item_not_bought": _("A pack or a menu has no stock of its own: order what is in it."),
    "purchasing.order_unknown": _("This order is no longer there."),
    "purchasing.order_empty": _("Nothing stands on this order yet."),
    "purchasing.order_below_minimum": _("This is less than the supplier’s smallest order."),
    "purchasing.order_not_draft": _("This order was sent: what stands on it is what the supplier has read."),
    "purchasing.order_not_sent": _("This order was not sent yet: nothing comes of it."),
    "purchasing.order_closed": _("This order is closed. What still comes needs a new one."),
    "purchasing.delivery_empty": _("Enter how many of at least one item."),
    "purchasing.return_exceeds": _("More would go back than came by this order."),
    "purchasing.address_invalid": _("This is not an e-mail address."),
    "purchasing.store_unknown": _("This store is no longer there."),
    "purchasing.mail_off": _("This server has no way to send it."),
    "papers.channel_off": _("This server has no way to send it."),
    "papers.note_unknown": _("Nothing was written there."),
    "papers.note_unproved": _("This text is not the one that was sealed with the sale."),
    "papers.sale_unknown": _("This sale is not here yet."),
    "papers.essentials_invalid": _("This code does not belong to the sale."),
    "papers.delivery_unknown": _("This is no longer there."),
    "identity.passkey_refused": _("This device did not prove who you are. Try again, or use your password."),
    "identity.passkey_suspected": _(
        "This passkey was refused: its counter went back, so a copy of it exists. Remove it, and make a new one."
    ),
    "identity.code_refused": _(
        "This code is wrong or was used before. Look at the app again: it shows a new one every 30 seconds."
    ),
    "identity.codes_locked": _("Too many wrong codes. Wait 15 minutes, then try again."),
    "identity.second_factor_missing": _("This changed meanwhile. Open the page anew."),
    "identity.sign_on_refused": _(
        "What your company’s sign-in answered does not hold (%(reason)s). Begin again; if it stays so, show this to "
        "your administrator."
    ),
    "identity.sign_on_unreachable": _("%(issuer)s does not answer as a company’s sign-in does. Try again in a moment."),
    "identity.sign_on_stranger": _("Your company knows you, but nobody let you in here. Ask the owner of the shop."),
    "identity.sign_on_address": _(
        "Your company’s sign-in named no verified e-mail address of a domain that this shop takes."
    ),
    "identity.sign_on_invalid": _(
        "Enter a name, the issuer’s https address, the client, its secret, and domains such as example.fr."
    ),
    "identity.passkey_known": _("This device has a passkey here already."),
    "platform.store_unknown": _("This store is no longer there."),
    "platform.price_mode_unknown": _("Prices are with tax or without."),
    "platform.hours_invalid": _("Doors close after they open, and a day begins within its 24 hours."),
    "platform.returns_invalid": _("At least one day, and at most a year."),
    "tills.code_taken": _("Another till has the code %(code)s."),
    "tills.unknown": _("This till is no longer there."),
    "tills.agent_unknown": _("This agent is no longer there."),
    "tills.store_unknown": _("This store is no longer there."),
    "tills.enrolment_unknown": _("This device is not enrolled here."),
}

UNKNOWN = _("This was refused (%(code)s).")


def say(refusal: DomainError) -> str:
    """The sentence for a refusal in the language of the page."""
    return say_code(refusal.code, refusal.details)


def say_code(code: str, details: Mapping[str, object]) -> str:
    """The same for a refusal that was kept."""
    sentence = REFUSALS.get(code)
    return str(UNKNOWN) % {"code": code} if sentence is None else str(sentence) % details
