"""Product files: what is exported can be imported again unchanged."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from comptoir.backoffice.csvs import inert
from comptoir.backoffice.formats import decimal_text, rate_text
from comptoir.backoffice.forms import printed_code
from comptoir.catalog.bottle_deposits import ContainerView, bottle_deposits, containers_by_item
from comptoir.catalog.public import ItemView


def product_rows(
    items: Iterator[ItemView], containers: Mapping[UUID, str], currency: str, language: str
) -> Iterator[list[str]]:
    """The lines of an export, in the order of its header; `containers`: what each is sold in, as a file writes it."""
    for item in items:
        yield [
            str(item.id),
            inert(item.name),
            inert(item.category_name),
            rate_text(item.tax_rate_ppm, language),
            item.unit,
            "" if item.unit_price is None else decimal_text(item.unit_price, currency, language),
            " ".join(printed_code(code) for code in item.barcodes),
            inert(containers.get(item.id, "")),
        ]


def written_containers() -> dict[UUID, str]:
    """What articles are sold in: `20 x Bottle + Crate`."""
    names = {kind.item: kind.name for kind in bottle_deposits()}

    def written(one: ContainerView) -> str:
        return f"{one.count} x {names[one.item]}" if one.count > 1 else names[one.item]

    return {
        item: " + ".join(written(one) for one in said if one.item in names)
        for item, said in containers_by_item().items()
    }
