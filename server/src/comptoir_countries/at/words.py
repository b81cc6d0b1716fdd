"""Austria's words, in each language of Comptoir."""

WORDS = {
    "de": {
        "signed": "Jeder Beleg ist signiert und mit dem davor verkettet",
        "device": "Zertifizierte Signaturkarte oder Dienst eines Vertrauensdiensteanbieters",
        "counter": "Verschlüsselter Umsatzzähler",
        "special_receipts": "Start-, Monats- und Jahresbeleg; Nullbeleg nach einem Ausfall",
        "outage": "Sicherheitseinrichtung ausgefallen: sichtbar und auf dem Beleg",
        "dep7": "Datenerfassungsprotokoll (DEP-7)",
        "dep131": "Datenerfassungsprotokoll nach § 131 BAO (DEP-131)",
        "keys": "Schlüssel zum Prüfen, nur für das Finanzamt",
        "registration": "Angaben für die Registrierung in FinanzOnline",
        "quarterly_copy": "Vierteljährliche Sicherung des Protokolls auf einem eigenen Medium",
        "year_check": "Jahresbeleg mit der App BMF Belegcheck geprüft, bis 15. Februar",
        "paper": "Maschinenlesbarer Code auf jedem Beleg",
        "company": "Umsatzsteuer-Identifikationsnummer, Steuernummer oder GLN der Firma",
    },
    "fr": {
        "signed": "Chaque ticket est signé et enchaîné au précédent",
        "device": "Carte de signature certifiée ou service d’un prestataire de confiance",
        "counter": "Compteur de chiffre d’affaires chiffré",
        "special_receipts": "Tickets de départ, de mois et d’année ; ticket à zéro après une panne",
        "outage": "Dispositif de sécurité en panne : visible, et sur le ticket",
        "dep7": "Journal des tickets (DEP-7)",
        "dep131": "Journal selon le § 131 BAO (DEP-131)",
        "keys": "Clés de contrôle, pour l’administration fiscale seule",
        "registration": "Données pour l’enregistrement dans FinanzOnline",
        "quarterly_copy": "Copie trimestrielle du journal sur un support à part",
        "year_check": "Ticket d’année contrôlé avec l’application BMF Belegcheck, au 15 février",
        "paper": "Code lisible par machine sur chaque ticket",
        "company": "Numéro de TVA, numéro fiscal ou GLN de l’entreprise",
    },
    "en": {
        "signed": "Each receipt is signed and chained to the one before",
        "device": "A certified signature card, or the service of a trust center",
        "counter": "An encrypted turnover counter",
        "special_receipts": "Start, month and year receipts; a receipt over zero after an outage",
        "outage": "Signature device out: visible, and on the receipt",
        "dep7": "Log of receipts (DEP-7)",
        "dep131": "Log by § 131 BAO (DEP-131)",
        "keys": "Keys to check with, for the tax office alone",
        "registration": "What the registration in FinanzOnline asks",
        "quarterly_copy": "A copy of the log each quarter, on a medium of its own",
        "year_check": "The year receipt checked with the app BMF Belegcheck, by 15 February",
        "paper": "A code for machines on each receipt",
        "company": "VAT number, tax number or GLN of the company",
    },
}

STATUS = {
    "de": {
        "last": "Letzter Beleg", "out": "Sicherheitseinrichtung ausgefallen", "signs": "Signiert",
        "month": "Letzter Monatsbeleg", "software": "Vorführung: Schlüssel in Software",
    },
    "fr": {
        "last": "Dernier ticket", "out": "Dispositif de sécurité en panne", "signs": "Signe",
        "month": "Dernier ticket de mois", "software": "Démonstration : clé logicielle",
    },
    "en": {
        "last": "Last receipt", "out": "Signature device out", "signs": "Signs",
        "month": "Last month receipt", "software": "Demonstration: a key in software",
    },
}  # fmt: skip
