"""The café asks where people eat: a croissant or a bottle of water is food at 5.5 %, and a meal at 10 % at its tables.

What it cooks itself (coffee, sandwiches, salads) is taxed at 10 % either way (CGI art. 278-0 bis and 279 m).
"""

from uuid import UUID

from comptoir.catalog.operations import set_class_switch, set_store_places
from comptoir.config.demo.goods import TAXES
from comptoir.config.demo.shop import CAFE, ORGANIZATION
from comptoir.tax.commands import SetClassSwitch, SetStorePlaces
from comptoir.tax.places import KEEP_PRICE


def add_places(person: UUID) -> None:
    """Link the classes and let the café's tills ask; a repeat changes nothing."""
    classes = {tax.key: tax.id for tax in TAXES}
    set_class_switch(
        SetClassSwitch(
            organization=ORGANIZATION,
            person=person,
            tax_class=classes["reduced"],
            place="here",
            becomes=classes["intermediate"],
        )
    )
    set_store_places(
        SetStorePlaces(organization=ORGANIZATION, person=person, store=CAFE.id, place="here", keeps=KEEP_PRICE)
    )
