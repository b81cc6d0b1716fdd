"""A list of customers is tried, taken over and given back, and their words do not stay in the file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.customers.commands import CustomerLine, ImportCustomers, SaveCustomer
from comptoir.customers.errors import TooManyLines
from comptoir.customers.models import Customer
from comptoir.customers.public import import_customers, save_customer
from comptoir.kernel import new_uuid7
from comptoir.moving.commands import CarryOn, OpenMove, TurnMove
from comptoir.moving.errors import MoveForgotten, PeopleUnreadable, TableEmpty
from comptoir.moving.models import Move, MovedCustomer
from comptoir.moving.operations import carry_on, open_move, take_back, take_over
from comptoir.moving.people import plan_people
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.privacy.public import ErasePerson, erase_person
from tests.catalog.shelves import DAY
from tests.databases import TestDatabase
from tests.retention.letting import let_go
from tests.sales.shop import new_till, open_shop, submit
from tests.sales.test_accounts import selling
from tests.sales.test_ledger import begin

NOW = datetime(2026, 11, 26, 11, tzinfo=UTC)
# Line 3 is known by its e-mail, 4 has none, 5 is line 2 again, 7 was rounded by a spreadsheet.
FILE = """Customer name,Email,Phone,City,Customer code,Points balance
Anna Schmidt,anna@example.org,+49 171 1234567,Köln,C1,12
Paul Durand,PAUL@example.org,06 12 34 56 78,Lyon,C2,0
Chez Léa,,'+33 4 78 00 00 00,Lyon,C3,0
Anna S.,Anna@Example.org,,Köln,C4,1
Nobody,not an address,,,C5,0
Max,,4.91711E+11,,C6,0
"""


def opened(organization: UUID, content: str = FILE) -> UUID:
    return open_move(
        OpenMove(
            organization=organization, person=None, id=new_uuid7(), kind="customers", file_name="customers.csv",
            content=content.encode(), day=DAY,
        )
    )  # fmt: skip


def turn(organization: UUID, move: UUID) -> TurnMove:
    return TurnMove(organization=organization, person=None, move=move)


def worked(organization: UUID, move: UUID) -> Move:
    def read() -> Move:
        with reading(organization):
            return Move.objects.get(pk=move)

    while carry_on(CarryOn(organization=organization, move=move, number=read().batches_done, now=NOW)):
        pass
    return read()


def counts(move: Move) -> tuple[str, int, int, int, int]:
    return move.state, move.created, move.changed, move.unchanged, move.bad


def people(organization: UUID) -> list[tuple[str, str, str]]:
    with reading(organization):
        return list(Customer.objects.order_by("name").values_list("name", "phone", "email"))


@pytest.fixture
def paul(organization: UUID) -> UUID:
    paul = new_uuid7()
    save_customer(
        SaveCustomer(
            organization=organization, person=None, id=paul, name="P. Durand", email="paul@example.org",
            credit_limit=5_000,
        )
    )  # fmt: skip
    return paul


def test_trying_says_what_would_come_of_it_and_writes_nothing(organization: UUID, paul: UUID) -> None:
    move = worked(organization, opened(organization))

    assert counts(move) == ("tried", 2, 1, 0, 3)
    assert (move.source, move.left_out) == ("loyverse", ["City", "Points balance"])
    assert move.bad_lines == [
        {"number": 5, "code": "moving.person_repeated", "details": {"line": "2"}},
        {"number": 6, "code": "moving.email_unreadable", "details": {}},
        {"number": 7, "code": "moving.phone_unreadable", "details": {}},
    ]
    assert people(organization) == [("P. Durand", "", "paul@example.org")]
    with reading(organization):
        assert not MovedCustomer.objects.exists()


def test_taken_over_they_are_there_and_the_file_is_gone(organization: UUID, paul: UUID) -> None:
    move = worked(organization, opened(organization)).pk
    take_over(turn(organization, move))

    taken = worked(organization, move)

    assert counts(taken) == ("taken", 2, 1, 0, 3)
    assert (bytes(taken.content), taken.holds_words) == (b"", True)
    assert people(organization) == [
        ("Anna Schmidt", "+49 171 1234567", "anna@example.org"),
        ("Chez Léa", "+33 4 78 00 00 00", ""),
        # The e-mail stays as it was written here; the limit is not the file's.
        ("Paul Durand", "06 12 34 56 78", "paul@example.org"),
    ]
    with reading(organization):
        assert Customer.objects.get(pk=paul).credit_limit == 5_000
        # No name, phone or e-mail in what is kept of who did what.
        told = "".join(str(row) for row in AuditEvent.objects.values_list("action", "subject", "details"))
    assert "Anna" not in told
    assert "example.org" not in told


def test_a_repeat_changes_nothing(organization: UUID, paul: UUID) -> None:
    move = worked(organization, opened(organization)).pk
    take_over(turn(organization, move))
    worked(organization, move)
    before = people(organization)

    again = worked(organization, opened(organization, FILE.replace("+49 171 1234567", "0049-171/1234567")))

    assert counts(again) == ("tried", 0, 0, 3, 3)
    take_over(turn(organization, again.pk))
    assert counts(worked(organization, again.pk)) == ("taken", 0, 0, 3, 3)
    assert people(organization) == before


def test_given_back_the_new_are_forgotten_and_the_others_called_as_before(organization: UUID, paul: UUID) -> None:
    move = worked(organization, opened(organization)).pk
    take_over(turn(organization, move))
    worked(organization, move)
    take_back(turn(organization, move))

    returned = worked(organization, move)

    assert (returned.state, returned.holds_words) == ("returned", False)
    assert people(organization) == [("", "", ""), ("", "", ""), ("P. Durand", "", "paul@example.org")]
    with reading(organization):
        assert not MovedCustomer.objects.exists()


def test_who_bought_on_account_meanwhile_stays(db: None, database: TestDatabase, settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    shop = open_shop()
    move = worked(shop.organization, opened(shop.organization)).pk
    take_over(turn(shop.organization, move))
    worked(shop.organization, move)
    with reading(shop.organization):
        anna = Customer.objects.get(email="anna@example.org").pk
    till = new_till(shop)
    begin(database.app, till)
    submit(database.app, till, [selling(till, shop, anna, 1)])
    take_back(turn(shop.organization, move))

    worked(shop.organization, move)

    assert [name for name, _, _ in people(shop.organization)] == ["", "", "Anna Schmidt"]


def test_after_thirty_days_no_words_are_left_and_nothing_leads_back(organization: UUID, paul: UUID) -> None:
    tried = worked(organization, opened(organization, FILE.replace("Chez Léa", "Chez Léo"))).pk
    taken = worked(organization, opened(organization)).pk
    take_over(turn(organization, taken))
    worked(organization, taken)
    later = datetime.now(UTC) + timedelta(days=31)

    assert let_go(organization, later - timedelta(days=2)) == {}
    assert let_go(organization, later) == {"moving.words": 2}
    assert let_go(organization, later) == {}

    with reading(organization):
        assert [bytes(content) for content in Move.objects.values_list("content", flat=True)] == [b"", b""]
        assert not MovedCustomer.objects.exists()
    with pytest.raises(MoveForgotten):
        take_over(turn(organization, tried))
    with pytest.raises(MoveForgotten):
        take_back(turn(organization, taken))
    assert len(people(organization)) == 3


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("nom,prix\nMiel,6.90\n", PeopleUnreadable),
        ("email,phone\na@example.org,\n", PeopleUnreadable),
        ("name,email\n", TableEmpty),
    ],
)
def test_what_is_no_list_of_customers_is_refused(organization: UUID, content: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        opened(organization, content)
    with reading(organization):
        assert not Move.objects.exists()


@pytest.mark.parametrize(
    ("header", "line", "source", "said"),
    [
        ("Name,Email,Phone,Mobile", "Anna,a@example.org,,12", "plain", None),
        ("Prénom;Nom;Courriel;Téléphone", "Anna;Schmidt;a@example.org;06 12 34", "plain", ("Anna Schmidt", "06 12 34")),
        ("Vorname;Nachname;E-Mail;Handy", "Anna;Schmidt;a@example.org;01719", "plain", ("Anna Schmidt", "01719")),
        (
            "First Name,Last Name,Email Address,Phone Number,Company Name,Square Customer ID",
            ",,a@example.org,'+33611223344,Chez Anna,ABC", "square", ("Chez Anna", "+33611223344"),
        ),
        (
            "First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Phone",
            "Anna,,a@example.org,no,,", "shopify", ("Anna", ""),
        ),
        (
            "id,customer_code,first_name,last_name,email,phone,mobile",
            "1,Anna-1,Anna,Schmidt,a@example.org,,0171 22", "lightspeed", ("Anna Schmidt", "0171 22"),
        ),
        ("Display Name,Phone,Email,Company", "\"Chez Anna, Anna\",,a@example.org,X", "odoo", ("Chez Anna, Anna", "")),
        ("E-mail,Kunde", "a@example.org,", "plain", ("a@example.org", "")),
    ],
)  # fmt: skip
def test_lists_of_other_systems(header: str, line: str, source: str, said: tuple[str, str] | None) -> None:
    read = plan_people(f"{header}\n{line}\n".encode())

    assert read.source == source
    if said is None:
        assert [bad.refusal.code for bad in read.bad] == ["moving.phone_unreadable"]
        return
    [people] = read.batches
    assert people.lines == (CustomerLine(number=2, name=said[0], phone=said[1], email="a@example.org"),)


def test_who_is_the_same(organization: UUID) -> None:
    def imported(*lines: tuple[str, str, str]) -> tuple[int, int, int]:
        said = tuple(
            CustomerLine(number=number, name=name, phone=phone, email=email)
            for number, (name, phone, email) in enumerate(lines)
        )
        found = import_customers(ImportCustomers(organization=organization, person=None, lines=said))
        return found.created, found.changed, found.unchanged

    assert imported(("Anna", "0171 1234", ""), ("Berta", "0171 1234", "b@example.org"), ("Carl", "", "")) == (3, 0, 0)
    # The same phone in another's name is another; with the same name it is the same, and gets an e-mail.
    assert imported(("anna", "0171/1234", "a@example.org")) == (0, 1, 0)
    # Another e-mail is another person, even of one name and phone.
    assert imported(("Berta", "0171 1234", "other@example.org")) == (1, 0, 0)
    # A name alone means whoever alone is called so.
    assert imported(("Carl", "", "")) == (0, 0, 1)
    assert imported(("Berta", "", "")) == (1, 0, 0)
    assert ("anna", "0171 1234", "a@example.org") in people(organization)


def test_who_was_erased_is_not_found_again(organization: UUID, paul: UUID) -> None:
    move = worked(organization, opened(organization)).pk
    take_over(turn(organization, move))
    worked(organization, move)
    erase_person(ErasePerson(organization=organization, person=None, customer=paul, reason="asked", now=NOW))
    take_back(turn(organization, move))

    worked(organization, move)

    assert people(organization) == [("", "", "")] * 3


def test_more_than_a_batch_is_refused(organization: UUID) -> None:
    lines = tuple(CustomerLine(number=number, name=f"N{number}") for number in range(501))
    with pytest.raises(TooManyLines):
        import_customers(ImportCustomers(organization=organization, person=None, lines=lines))
    assert people(organization) == []
