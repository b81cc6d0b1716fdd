"""The text of an individual attestation, to be read again and signed by whoever publishes the program.

After the administration's own model (BOI-LETTRE-000242, read in summaries; the 2026 act restored it): read it at its
source before anybody signs. Comptoir signs nothing: this is a template, filled in with what the program knows.
"""

from collections.abc import Mapping


def attestation(given: Mapping[str, str]) -> tuple[str, ...]:
    """Paragraphs. `given`: program, version, major, fingerprint, company, registration, tax_number, address."""
    return (
        "MODÈLE – à relire à sa source (BOI-LETTRE-000242), à compléter et à signer par l’éditeur. "
        "Non signé, ce document ne vaut pas attestation.",
        "Volet 1 – à remplir par l’éditeur",
        "Je soussigné(e) ……………………, représentant légal de ……………………, éditeur du logiciel de caisse "
        f"{given['program']}, atteste que ce logiciel, mis sur le marché à compter du ……………………, dans sa version "
        f"n° {given['version']} (empreinte SHA-256 {given['fingerprint']}), satisfait aux conditions "
        "d’inaltérabilité, de sécurisation, de conservation et d’archivage des données en vue du contrôle de "
        "l’administration fiscale, prévues au 3° bis du I de l’article 286 du code général des impôts.",
        f"La version majeure de ce logiciel est identifiée par la racine {given['major']}. ; les versions mineures, "
        "qui ne touchent pas au respect de ces conditions, s’identifient par les subdivisions de cette racine. "
        "L’éditeur s’engage à ne les employer que pour de telles versions.",
        f"Attestation établie pour : {given['company']}, {given['address']}, "
        f"SIREN {given['registration'] or '………………'}, TVA {given['tax_number'] or '………………'}.",
        "Fait à …………………… le ……………………          Signature de l’éditeur :",
        "Il est rappelé que l’établissement et l’usage d’une fausse attestation sont des délits "
        "(code pénal, art. 441-1).",
        "Volet 2 – à remplir par l’entreprise",
        f"Je soussigné(e) ……………………, représentant légal de {given['company']}, certifie utiliser ce logiciel depuis "
        "le …………………… pour enregistrer les règlements de mes clients, sans en avoir modifié le code.",
        "Fait à …………………… le ……………………          Signature de l’entreprise :",
    )
