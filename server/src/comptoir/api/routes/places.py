"""Where the shop sells."""

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.shapes.places import Store, Stores, Till, Tills
from comptoir.identity.public import Permission
from comptoir.kernel import currency_exponent
from comptoir.platform.public import organization_view, stores
from comptoir.tills.listing import till_rows

door = Door(tags=["Stores and tills"])


@door.reads("/stores", permission=Permission.SEE_TILLS, answer=Stores, summary="The shop and its stores")
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


@door.reads("/tills", permission=Permission.SEE_TILLS, answer=Tills, summary="Tills as they last reported themselves")
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
