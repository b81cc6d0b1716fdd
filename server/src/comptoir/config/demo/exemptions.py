"""For whom the demo shop sells without tax: embassies, travelers who take goods out, companies of other countries."""

from uuid import UUID

from comptoir.catalog.commands import SaveCustomerGroup
from comptoir.catalog.operations import save_customer_group, save_exemption
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.tax.commands import SaveExemption


def add_exemptions(person: UUID) -> None:
    """Write them down; a repeat changes nothing."""
    embassies = identifier("customer_group", "embassies")
    save_customer_group(SaveCustomerGroup(organization=ORGANIZATION, person=person, id=embassies, name="Ambassades"))
    for key, category, name, article, vatex, evidence, groups in (
        ("embassy", "E", "Ambassade ou consulat", 151, "VATEX-EU-151", "card", (embassies,)),
        ("export", "G", "Vente à l’exportation", 146, "VATEX-EU-G", "document", ()),
        ("union", "K", "Société d’un autre pays de l’UE", 138, "VATEX-EU-IC", "number", ()),
    ):
        save_exemption(
            SaveExemption(
                organization=ORGANIZATION,
                person=person,
                id=identifier("exemption", key),
                category=category,
                name=name,
                vatex=vatex,
                mention=f"Directive 2006/112/CE, art. {article}",
                evidence=evidence,
                groups=groups,
            )
        )
