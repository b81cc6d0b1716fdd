"""What people can do on pages, programs can do, too: every operation of a page is called by an address, or stands here
as one that is not yet, or never shall be.
"""

import ast
import re
from collections import Counter
from pathlib import Path

from comptoir.api.api import ROOMS
from tests.architecture.test_events import SOURCE, called_by_pages, functions

# A person's own act: signing in, deciding about people and their rights, tokens, what a browser holds; and saying how
# long what stays: what goes by it is gone for good.
FOR_PEOPLE = {
    "accept_invitation", "add_membership", "clear_post", "clear_secret", "decide_new_rights", "end_membership",
    "enter_by_sign_on", "found_organization", "invite", "issue_badge", "mail_invitation", "make_token", "note_passkey",
    "note_account", "note_second_factor", "remove_role", "save_role", "set_membership", "set_pin", "set_post",
    "revoke_token", "ask_for_backup", "ask_run", "cancel_run", "set_hook_secret", "set_provider",
    "set_sign_in_policy", "set_term", "set_up_roles", "withdraw_invitation",
}  # fmt: skip
# The worker's, not a person's: a report by mail is taken up, and its end is noted; what is wrong, and who was told.
FOR_THE_WORKER = {"claim_mailings", "conclude_mailing", "note_told", "note_troubles"}
# What these pages say for a store or everywhere, `POST /settings/changes` says at any place.
BY_SETTINGS = {"choose_receipts", "forget_choice"}
# Not yet: what a page learned of late.
NOT_YET: set[str] = set()
DONE_AT_LEAST = 150


def called_in(folder: Path) -> set[str]:
    nodes = (node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def test_programs_can_do_what_pages_can() -> None:
    operations = {name for name, found in functions().items() if any(one.is_operation for one in found)}
    pages = set(called_by_pages()) & operations
    done = pages & called_in(SOURCE / "api")

    assert len(done) >= DONE_AT_LEAST
    assert done & (FOR_PEOPLE | NOT_YET) == set()
    # What pages learned of late gets its address, or stands above with its reason.
    assert pages - done - FOR_PEOPLE - FOR_THE_WORKER - BY_SETTINGS == NOT_YET


def test_no_two_rooms_share_an_address_or_a_shape_a_name() -> None:
    """The framework would let the first one answer, and the specification say the last one."""
    shapes = Counter(
        node.name
        for path in (SOURCE / "api").rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and "shapes" in path.parts
    )
    addresses = Counter(re.sub(r"{[^}]*}", "{}", path) for room in ROOMS for path in room.door.path_operations)

    assert [name for name, count in shapes.items() if count > 1] == []
    assert [path for path, count in addresses.items() if count > 1] == []
