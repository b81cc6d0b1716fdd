"""How receipts look."""

from comptoir.catalog.public import settings_changed
from comptoir.papers.commands import ChooseReceipts, ForgetChoice
from comptoir.papers.errors import LanguageUnknown
from comptoir.papers.template_form import PARTS, read_template, write_template
from comptoir.platform import audit
from comptoir.platform.inherited import (
    EVERYWHERE,
    RECEIPT_CODES,
    Level,
    Own,
    Place,
    own_values,
    put_values,
    say_in_store,
)
from comptoir.platform.tenancy import operation
from comptoir.receipts import languages


@operation
def choose_receipts(command: ChooseReceipts) -> bool:
    """Change how receipts look; open tills print so within a moment. Answers whether anything changed.

    Of a store only what differs from the common receipts becomes its own: a common foot that changes later changes
    here, too.
    """
    if command.language and command.language not in languages():
        raise LanguageUnknown(language=command.language)
    assert command.code in RECEIPT_CODES
    template = write_template(read_template(command.template))
    values = {"receipt_language": command.language, "receipt_code": command.code}
    values |= {f"receipt_{part}": template[part] for part in PARTS}
    if command.store is None:
        changed = bool(put_values(EVERYWHERE, {name: Own(value) for name, value in values.items()}))
    else:
        changed = say_in_store(command.store, values)
    if changed:
        audit.record(
            "papers.receipts_chosen", person=command.person, subject=str(command.store or command.organization)
        )
        settings_changed()
    return changed


@operation
def forget_choice(command: ForgetChoice) -> bool:
    """Let a store print the common receipts again. A repeat changes nothing."""
    own = own_values(Place(Level.STORE, command.store))
    parts = {name: None for name in own if name.startswith("receipt_")}
    forgotten = put_values(Place(Level.STORE, command.store), parts)
    if forgotten:
        audit.record("papers.choice_forgotten", person=command.person, subject=str(command.store))
        settings_changed()
    return bool(forgotten)
