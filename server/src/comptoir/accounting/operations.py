"""Every write about books: what a company decided. No operation writes a booking."""

import re

from comptoir.accounting.charts import charts
from comptoir.accounting.commands import NameAccounts, SetBooks
from comptoir.accounting.errors import BooksInvalid, CompanyUnknown, NumberInvalid, YearClosed
from comptoir.accounting.models import Books, OwnAccount
from comptoir.accounting.queries import books_of
from comptoir.accounting.shut import closings, lock_books
from comptoir.platform import audit
from comptoir.platform.public import legal_entities
from comptoir.platform.tenancy import operation

_NUMBER = re.compile(r"[0-9A-Z]{2,12}")
# The first three are those of the general chart of accounts.
_FRENCH = re.compile(r"[0-9]{3}[0-9A-Z]{0,9}")
_CODE = re.compile(r"[0-9A-Z]{1,6}")
_ADVISER = re.compile(r"|[0-9]{4,7}")
_CLIENT = re.compile(r"|[0-9]{1,5}")
NAME_MAX = 120


@operation
def set_books(command: SetBooks) -> None:
    """Decide how a company's books are kept. Said again, the last word counts; files made before stay what they are."""
    _check_company(command.legal_entity)
    patterns = ((_CODE, command.journal_code), (_ADVISER, command.adviser), (_CLIENT, command.client))
    wrong = [text for pattern, text in patterns if pattern.fullmatch(text) is None]
    if command.chart not in charts() or command.year_starts not in range(1, 13) or wrong:
        raise BooksInvalid(stated=", ".join(wrong))
    lock_books(command.legal_entity)
    if command.year_starts != books_of(command.legal_entity).year_starts and closings(command.legal_entity):
        raise YearClosed
    Books.objects.update_or_create(
        organization_id=command.organization,
        legal_entity_id=command.legal_entity,
        defaults={
            "chart": command.chart,
            "year_starts": command.year_starts,
            "journal_code": command.journal_code,
            "adviser": command.adviser,
            "client": command.client,
        },
    )
    audit.record("books.kept", person=command.person, subject=str(command.legal_entity), chart=command.chart)


@operation
def name_accounts(command: NameAccounts) -> None:
    """Give accounts numbers of the company's own, or take them back: all of them, or none where one is wrong."""
    _check_company(command.legal_entity)
    lock_books(command.legal_entity)
    mine = OwnAccount.objects.filter(organization_id=command.organization, legal_entity_id=command.legal_entity)
    pattern = _FRENCH if books_of(command.legal_entity).chart == "pcg" else _NUMBER
    for named in command.accounts:
        number = named.number.strip().upper()
        role, key = named.account
        if not number:
            mine.filter(role=role, key=key).delete()
            continue
        if pattern.fullmatch(number) is None:
            raise NumberInvalid(number=number[:12], role=role, key=key)
        OwnAccount.objects.update_or_create(
            organization_id=command.organization,
            legal_entity_id=command.legal_entity,
            role=role,
            key=key,
            defaults={"number": number, "name": named.name.strip()[:NAME_MAX]},
        )
    audit.record(
        "books.accounts_named", person=command.person, subject=str(command.legal_entity),
        accounts=", ".join(f"{row.account.role} {row.account.key} {row.number}" for row in command.accounts)[:500],
    )  # fmt: skip


def _check_company(legal_entity: object) -> None:
    if legal_entity not in {company.id for company in legal_entities()}:
        raise CompanyUnknown(legal_entity=str(legal_entity))
