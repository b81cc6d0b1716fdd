"""The shop itself: companies, stores with their hours, tills and their devices, agents on its hardware."""

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.places import Store, Stores, Till, Tills
from comptoir.api.shapes.shop import (
    Agent,
    Agents,
    Companies,
    Company,
    Enrolment,
    Enrolments,
    IssuedCode,
    NewCompany,
    NewStore,
    NewTill,
    OneTill,
    RegisteredTill,
    Returns,
    StoreDay,
    StoreSettings,
    TillRegister,
)
from comptoir.api.wishes import Kept, told, wish
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.public import Permission
from comptoir.kernel import currency_exponent
from comptoir.platform.commands import AddLegalEntity, AddStore, SetStoreDay, SetStoreReturns
from comptoir.platform.inherited import lock_settings
from comptoir.platform.operations import add_legal_entity, add_store, set_store_day, set_store_returns
from comptoir.platform.public import legal_entities, organization_view, stores
from comptoir.tills.agent_rows import agents
from comptoir.tills.commands import AskRenewal, CreateTill, IssueAgentCode, IssueCode, RevokeAgent, RevokeEnrolment
from comptoir.tills.listing import enrolments, till_rows
from comptoir.tills.public import create_till, issue_agent_code, issue_code, revoke_agent, revoke_enrolment
from comptoir.tills.register import registered_keys
from comptoir.tills.rotating import ask_renewal

door = Door(tags=["Stores and tills"])
SEE, EDIT = Permission.SEE_TILLS, Permission.MANAGE_TILLS
# A company or a store is the whole shop's: who has a role in some stores founds no other.
FOUND = Permission.MANAGE_TEAM
COMPANIES = Kept(Company, legal_entities)
STORES = Kept(Store, stores)
SETTINGS = Kept(StoreSettings, stores, lock_settings)


@door.reads("/stores", permission=SEE, answer=Stores, summary="The shop and its stores")
def list_stores(_caller: Caller) -> Stores:
    shop = organization_view()
    return Stores(
        organization=shop.id,
        name=shop.name,
        country=shop.country,
        currency=shop.currency,
        currency_exponent=currency_exponent(shop.currency),
        stores=[
            Store(
                id=store.id,
                legal_entity=store.legal_entity,
                name=store.name,
                address=store.address,
                phone=store.phone,
                timezone=store.timezone,
                price_mode=store.price_mode,
            )
            for store in stores()
        ],
    )


@door.reads("/tills/register", permission=SEE, answer=TillRegister, summary="The register of tills and their keys")
def get_register(caller: Caller) -> TillRegister:
    return TillRegister(
        tills=[
            RegisteredTill(
                till=row.till, code=row.till_code, name=row.till_name, place=row.store_name, chain=row.chain,
                number=row.number, kind="browser", device=row.device, model=row.user_agent, serial=row.public_key,
                version=row.version, since=row.since, until=row.ended_at, last_sequence=row.last_sequence,
                state=row.state,
            )
            for row in registered_keys(caller.organization)
        ]
    )  # fmt: skip


@door.reads("/tills", permission=SEE, answer=Tills, summary="Tills as they last reported themselves")
def list_tills(caller: Caller) -> Tills:
    return Tills(
        tills=[
            Till(
                id=row.id, code=row.code, name=row.name, store=row.store_name, is_active=row.is_active,
                device=row.device_label, last_seen_at=row.last_seen_at, unsent=row.unsent_count,
                unsent_since=row.unsent_since, version=row.app_version,
            )
            for row in till_rows(caller.organization)
        ]
    )  # fmt: skip


@door.reads("/companies", permission=SEE, answer=Companies, summary="The companies (legal entities) of the shop")
def get_companies(_caller: Caller) -> Companies:
    return Companies(companies=COMPANIES.all())


@door.writes("POST", "/companies", permission=FOUND, answer=Company, status=201, summary="Add a company")
def add_company(caller: Caller, company: NewCompany) -> Company:
    key = COMPANIES.fresh(company.id)
    add_legal_entity(wish(AddLegalEntity, caller, company, id=key))
    return COMPANIES.one(key)


@door.writes("POST", "/stores", permission=FOUND, answer=Store, status=201, summary="Add a store")
def add_one_store(caller: Caller, store: NewStore) -> Store:
    key = STORES.fresh(store.id)
    COMPANIES.one(store.legal_entity)
    add_store(wish(AddStore, caller, store, id=key))
    publish_settings(PublishSettings(organization=caller.organization))
    return STORES.one(key)


@door.reads("/stores/{store}/settings", permission=SEE, answer=StoreSettings, summary="How a store works")
def get_store_settings(_caller: Caller, store: Id) -> StoreSettings:
    return SETTINGS.one(store)


@door.writes(
    "PUT", "/stores/{store}/day", permission=EDIT, answer=StoreSettings, needs_match=True,
    summary="When a store's business day begins, and when its doors are open",
)  # fmt: skip
def put_store_day(caller: Caller, store: Id, day: StoreDay) -> StoreSettings:
    SETTINGS.match(caller, store)
    set_store_day(wish(SetStoreDay, caller, day, store=store))
    publish_settings(PublishSettings(organization=caller.organization))
    return SETTINGS.one(store)


@door.writes(
    "PUT", "/stores/{store}/returns", permission=EDIT, answer=StoreSettings, needs_match=True,
    summary="What goods without a receipt are worth",
)  # fmt: skip
def put_store_returns(caller: Caller, store: Id, returns: Returns) -> StoreSettings:
    SETTINGS.match(caller, store)
    set_store_returns(wish(SetStoreReturns, caller, returns, store=store))
    publish_settings(PublishSettings(organization=caller.organization))
    return SETTINGS.one(store)


@door.writes("POST", "/tills", permission=EDIT, answer=OneTill, status=201, summary="Add a till to a store")
def add_till(caller: Caller, till: NewTill) -> OneTill:
    known = Kept(OneTill, lambda: till_rows(caller.organization))
    key = known.fresh(till.id)
    STORES.one(till.store)
    create_till(wish(CreateTill, caller, till, id=key))
    return known.one(key)


@door.reads("/tills/{till}/devices", permission=SEE, answer=Enrolments, summary="Every device that ever was this till")
def get_devices(caller: Caller, till: Id) -> Enrolments:
    Kept(OneTill, lambda: till_rows(caller.organization)).one(till)
    return Enrolments(enrolments=told(Enrolment, enrolments(caller.organization, till)))


@door.writes(
    "POST", "/tills/{till}/code", permission=EDIT, answer=IssuedCode, status=201, told_once="code",
    summary="Make a one-time code for a device that becomes this till",
)  # fmt: skip
def add_till_code(caller: Caller, till: Id) -> IssuedCode:
    return IssuedCode.from_orm(issue_code(wish(IssueCode, caller, till=till)))


@door.writes(
    "POST", "/devices/{chain}/revoke", permission=EDIT, answer=Enrolments,
    summary="Trust a device no longer; what it still sends waits for a decision",
)  # fmt: skip
def revoke_device(caller: Caller, chain: Id) -> Enrolments:
    revoke_enrolment(wish(RevokeEnrolment, caller, chain=chain))
    own = [row for till in till_rows(caller.organization) for row in enrolments(caller.organization, till.id)]
    return Enrolments(enrolments=[one for one in told(Enrolment, own) if one.chain == chain])


@door.writes(
    "POST", "/devices/{chain}/renew-key", permission=EDIT, answer=Enrolments,
    summary="Have a till renew its key; it does so by itself, once it reports",
)  # fmt: skip
def renew_device_key(caller: Caller, chain: Id) -> Enrolments:
    ask_renewal(wish(AskRenewal, caller, chain=chain))
    own = [row for till in till_rows(caller.organization) for row in enrolments(caller.organization, till.id)]
    return Enrolments(enrolments=[one for one in told(Enrolment, own) if one.chain == chain])


@door.reads("/agents", permission=SEE, answer=Agents, summary="Programs on the shop's hardware")
def get_agents(caller: Caller) -> Agents:
    return Agents(agents=told(Agent, agents(caller.organization)))


@door.writes(
    "POST", "/stores/{store}/agent-code", permission=EDIT, answer=IssuedCode, status=201, told_once="code",
    summary="Make a one-time code for an agent of a store",
)  # fmt: skip
def add_agent_code(caller: Caller, store: Id) -> IssuedCode:
    return IssuedCode.from_orm(issue_agent_code(wish(IssueAgentCode, caller, store=store)))


@door.writes("POST", "/agents/{agent}/revoke", permission=EDIT, answer=Agents, summary="Trust an agent no longer")
def revoke_one_agent(caller: Caller, agent: Id) -> Agents:
    revoke_agent(wish(RevokeAgent, caller, agent=agent))
    return Agents(agents=told(Agent, agents(caller.organization)))
