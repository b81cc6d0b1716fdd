"""One person's data: what is kept, what they agreed to, and that they are forgotten."""

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.customers import (
    AddressedCustomer,
    Addressees,
    AddresseesWish,
    Consent,
    Consents,
    Erasure,
    ErasureWish,
    NewConsent,
    PersonFile,
)
from comptoir.api.wishes import told, wish
from comptoir.customers.commands import RecordConsent, TakeAddresses
from comptoir.customers.public import consents_of, customer, record_consent, standing_consents, take_addresses
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.privacy.public import (
    ErasePerson,
    ExportEmployee,
    ExportPerson,
    erase_person,
    export_employee,
    export_person,
)

door = Door(tags=["One person's data"])
ANSWER = Permission.ANSWER_PEOPLE


@door.writes(
    "POST", "/customers/{customer}/file", permission=ANSWER, answer=PersonFile,
    summary="Everything that is kept of a customer, for them; that it was taken is noted",
)  # fmt: skip
def take_person_file(caller: Caller, customer: Id) -> PersonFile:
    return PersonFile(**export_person(wish(ExportPerson, caller, customer=customer)).as_json())


@door.writes(
    "POST", "/employees/{employee}/file", permission=ANSWER, answer=PersonFile,
    summary="Everything that is kept of somebody at the tills, for them; that it was taken is noted",
)  # fmt: skip
def take_employee_file(caller: Caller, employee: Id) -> PersonFile:
    return PersonFile(**export_employee(wish(ExportEmployee, caller, employee=employee)).as_json())


@door.writes(
    "POST", "/customers/{customer}/erase", permission=ANSWER, answer=Erasure,
    summary="Forget who it was, when nothing is open any more; a repeat answers what came of the first one",
)  # fmt: skip
def erase_one_customer(caller: Caller, customer: Id, reason: ErasureWish) -> Erasure:
    return Erasure.from_orm(erase_person(wish(ErasePerson, caller, reason, customer=customer)))


@door.reads(
    "/customers/{customer}/consents", permission=ANSWER, answer=Consents, summary="What a customer agreed to, and when"
)
def get_consents(_caller: Caller, customer: Id) -> Consents:
    return _consents(customer)


@door.writes(
    "POST", "/customers/{customer}/consents", permission=ANSWER, answer=Consents, status=201,
    summary="Write down what a customer said; nothing that was written is ever changed",
)  # fmt: skip
def add_consent(caller: Caller, customer: Id, consent: NewConsent) -> Consents:
    record_consent(wish(RecordConsent, caller, consent, customer=customer, id=consent.id or new_uuid7()))
    return _consents(customer)


@door.writes(
    "POST", "/addressees", permission=ANSWER, answer=Addressees,
    summary="Who said yes to one use by one way, and where they are reached; that it was taken is noted",
)  # fmt: skip
def take_addressees(caller: Caller, use: AddresseesWish) -> Addressees:
    return Addressees(customers=told(AddressedCustomer, take_addresses(wish(TakeAddresses, caller, use))))


def _consents(key: Id) -> Consents:
    if customer(key) is None:
        raise Unknown
    return Consents(standing=told(Consent, standing_consents(key)), consents=told(Consent, consents_of(key)))
