"""What people can do on pages, programs can do, too: every operation of a page is called by an address, or stands here
as one that is not yet, or never shall be.
"""

import ast
from pathlib import Path

from tests.architecture.test_events import SOURCE, called_by_pages, functions

# A person's own act: signing in, deciding about people and their rights, tokens, what a browser holds.
FOR_PEOPLE = {
    "accept_invitation", "add_membership", "clear_post", "clear_secret", "decide_new_rights", "end_membership",
    "found_organization", "invite", "issue_badge", "make_token", "note_passkey", "remove_role", "revoke_token",
    "save_role", "set_pin", "set_post", "set_up_roles", "withdraw_invitation",
}  # fmt: skip
# What these pages say for a store or everywhere, `POST /settings/changes` says at any place.
BY_SETTINGS = {"set_store_day", "set_store_returns", "set_price_mode", "choose_receipts", "forget_choice"}
# Open, each with its page; the next to come stand first in their lines.
NOT_YET = {
    # stock: counts of several people at once
    "begin_counting", "tally", "book_counting", "drop_counting",
    # catalogue beyond an article, its price and its shelf
    "change_prices", "take_back_prices", "describe_item", "state_content", "set_photo", "arrange_variants",
    "arrange_bundle", "add_pack", "change_pack", "set_containers", "mark_sold_out", "give_codes", "end_category",
    "save_price_list", "end_price_list", "save_promotion", "end_promotion", "make_coupon_codes",
    "withdraw_coupon_codes", "save_modifier_group", "end_modifier_group", "set_restriction", "forget_restriction",
    "restrict_category", "save_bottle_deposit", "end_bottle_deposit", "add_voucher_pattern", "end_voucher_pattern",
    "add_scale_label", "remove_scale_label", "want_labels", "hang_labels",
    # customers
    "erase_customer", "save_customer_group", "end_customer_group", "grant_exemption", "end_exemption",
    "issue_card",
    # moving in
    "open_move",
    # money
    "block_voucher", "book_expired", "give_back_expired", "bring_to_bank", "take_back_bank", "count_safe",
    "state_terminal", "name_accounts", "set_books", "save_tender_kind", "add_exchange_rate", "set_payment_policy",
    "cancel_invoice", "save_issuer", "record_tip_work", "set_purchase_limit",
    # people at the tills
    "add_employee", "edit_employee", "propose_time", "decide_time", "set_policy",
    # shop, stores, tills
    "add_store", "add_legal_entity", "set_store_places", "add_tax_class", "add_rate", "set_class_switch",
    "save_exemption", "create_till", "issue_code",
    "issue_agent_code", "revoke_agent", "revoke_enrolment", "publish_settings",
    # what was flagged, and words of people
    "adopt_entry", "reject_entry", "resolve_incident", "erase_address", "erase_note", "retry_delivery",
    "send_order",
    # reports of one's own
    "save_report", "remove_report",
}  # fmt: skip
DONE_AT_LEAST = 23
# Operations that pages learned of late: give each its address, or write it above.
LATE_MAX = 25


def called_in(folder: Path) -> set[str]:
    nodes = (node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def test_what_programs_cannot_do_yet_is_written_down() -> None:
    operations = {name for name, found in functions().items() if any(one.is_operation for one in found)}
    pages = set(called_by_pages()) & operations
    done = pages & called_in(SOURCE / "api")

    assert len(done) >= DONE_AT_LEAST
    # What programs can do is no longer open.
    assert done & (NOT_YET | FOR_PEOPLE) == set()
    late = pages - done - FOR_PEOPLE - NOT_YET - BY_SETTINGS
    assert len(late) <= LATE_MAX, sorted(late)
