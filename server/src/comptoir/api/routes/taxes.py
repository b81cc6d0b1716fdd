"""Taxes: classes and their rates, where goods are eaten, and why a customer may owe none."""

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.shapes.articles import TaxClass, TaxClasses
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.places import Store
from comptoir.api.shapes.taxes import (
    NewRate,
    NewReason,
    NewSwitch,
    NewTaxClass,
    Places,
    PriceMode,
    RatedClass,
    Reason,
    Reasons,
    ReasonTerms,
    StorePlaces,
    StorePlacesTerms,
    Switch,
)
from comptoir.api.wishes import Kept, wish
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import (
    add_rate,
    lock_catalog,
    publish_settings,
    save_exemption,
    set_class_switch,
    set_store_places,
)
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import SetPriceMode
from comptoir.platform.inherited import lock_settings
from comptoir.platform.operations import set_price_mode
from comptoir.platform.public import shop_day, stores
from comptoir.tax.commands import AddRate, AddTaxClass, SaveExemption, SetClassSwitch, SetStorePlaces
from comptoir.tax.operations import add_tax_class
from comptoir.tax.public import class_switches, classes_on, exemption_reasons, store_places, tax_classes

door = Door(tags=["Taxes"])
SEE, EDIT = Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS
CLASSES = Kept(RatedClass, tax_classes)
REASONS = Kept(Reason, lambda: exemption_reasons(with_ended=True), lock_catalog)
STORES = Kept(Store, stores, lock_settings)


@door.reads("/tax-classes", permission=SEE, answer=TaxClasses, summary="The classes of tax with today's rates")
def list_tax_classes(caller: Caller) -> TaxClasses:
    return TaxClasses(
        tax_classes=[
            TaxClass(
                id=one.id,
                name=one.name,
                tax_category=one.rate.category if one.rate else None,
                tax_rate_ppm=one.rate.rate_ppm if one.rate else None,
            )
            for one in classes_on(shop_day(caller.now))
        ]
    )


@door.writes("POST", "/tax-classes", permission=EDIT, answer=RatedClass, status=201, summary="Make a class of tax")
def add_one_tax_class(caller: Caller, tax_class: NewTaxClass) -> RatedClass:
    key = CLASSES.fresh(tax_class.id)
    add_tax_class(wish(AddTaxClass, caller, tax_class, id=key))
    return CLASSES.one(key)


@door.reads("/tax-classes/{tax_class}", permission=SEE, answer=RatedClass, summary="A class with all of its rates")
def get_tax_class(_caller: Caller, tax_class: Id) -> RatedClass:
    return CLASSES.one(tax_class)


@door.writes(
    "POST", "/tax-classes/{tax_class}/rates", permission=EDIT, answer=RatedClass, status=201,
    summary="Date a rate: tills switch to it on its day",
)  # fmt: skip
def add_one_rate(caller: Caller, tax_class: Id, rate: NewRate) -> RatedClass:
    add_rate(wish(AddRate, caller, rate, tax_class=tax_class, id=rate.id or new_uuid7()))
    return CLASSES.one(tax_class)


@door.reads("/places", permission=SEE, answer=Places, summary="Eaten here or taken away: what changes, and who asks")
def get_places(_caller: Caller) -> Places:
    return _places()


@door.writes(
    "PUT", "/tax-classes/{tax_class}/switch", permission=EDIT, answer=Places,
    summary="What a class becomes where it is eaten, or taken away",
)  # fmt: skip
def put_switch(caller: Caller, tax_class: Id, switch: NewSwitch) -> Places:
    set_class_switch(wish(SetClassSwitch, caller, switch, tax_class=tax_class))
    return _places()


@door.writes(
    "PUT", "/stores/{store}/places", permission=EDIT, answer=Places,
    summary="Whether a store's tills ask where goods are eaten",
)  # fmt: skip
def put_store_places(caller: Caller, store: Id, terms: StorePlacesTerms) -> Places:
    set_store_places(wish(SetStorePlaces, caller, terms, store=store))
    return _places()


@door.writes(
    "PUT", "/stores/{store}/price-mode", permission=EDIT, answer=Store,
    summary="Whether a store's prices hold their tax",
)  # fmt: skip
def put_price_mode(caller: Caller, store: Id, mode: PriceMode) -> Store:
    STORES.match(caller, store, is_needed=False)
    set_price_mode(wish(SetPriceMode, caller, mode, store=store))
    publish_settings(PublishSettings(organization=caller.organization))
    return STORES.one(store)


@door.reads("/exemptions", permission=SEE, answer=Reasons, summary="Why customers of this shop may owe no tax")
def get_exemptions(_caller: Caller) -> Reasons:
    return Reasons(exemptions=REASONS.all())


@door.writes("POST", "/exemptions", permission=EDIT, answer=Reason, status=201, summary="Accept a reason")
def add_exemption(caller: Caller, reason: NewReason) -> Reason:
    key = REASONS.fresh(reason.id)
    save_exemption(wish(SaveExemption, caller, reason, id=key))
    return REASONS.one(key)


@door.reads("/exemptions/{exemption}", permission=SEE, answer=Reason, summary="One reason")
def get_exemption(_caller: Caller, exemption: Id) -> Reason:
    return REASONS.one(exemption)


@door.writes(
    "PUT", "/exemptions/{exemption}", permission=EDIT, answer=Reason, needs_match=True,
    summary="State how a reason stands from now on, or that it is accepted no longer",
)  # fmt: skip
def put_exemption(caller: Caller, exemption: Id, terms: ReasonTerms) -> Reason:
    REASONS.match(caller, exemption)
    save_exemption(wish(SaveExemption, caller, terms, id=exemption))
    return REASONS.one(exemption)


def _places() -> Places:
    return Places(
        switches=[
            Switch(tax_class=key, place=at.place, becomes=at.becomes)
            for key, at in sorted(class_switches().items())
            if at.becomes is not None
        ],
        stores=[StorePlaces(store=key, place=at.place, keeps=at.keeps) for key, at in sorted(store_places().items())],
    )
