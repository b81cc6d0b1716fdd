"""What a request says where the specification alone cannot tell: terms that fit each other, rules, files, days."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.payments.bank_files import entry, statement
from tests.payments.coded import FACTS

FILES = {
    "articles": "name;price;category;tax\nMiel;8,90;Epicerie;5,5\n",
    "cards": "Gift card code,Balance\nABCD1234EFGH,25.00\n",
    "customers": "Name,Email\nPetit,petit@example.fr\n",
    "lists": "Name,List,Price\nVin,Le soir,7.77\n",
    "promotions": "Name,Kind,Percent\nSoldes,percent,20\n",
    "suppliers": "Name,Supplier,Supplier SKU,Cost\nVin,Cave Haute,V-12,4.20\n",
}
# A month of a card company, and a bank's statement, each as small as one can be.
LINES = base64.b64encode(b"when,gross\n2026-11-19,1.00\n").decode()
STATEMENT = base64.b64encode(statement(entry("12.34", "RENT", "B1"))).decode()
GIRO = {"name": "GiroCode", "facts": FACTS}
SECRETS = {"name": "Stripe", "secrets": {"api_key": "sk_test_x"}}
YEAR = timedelta(days=300)
BATCH = "0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a12"
DAY = "2026-11-20"
OCTOBER = {"first": "2026-10-01", "last": "2026-10-31"}
WEBHOOK = {"name": "ERP", "address": "https://erp.example/hook", "kinds": ["sale.sealed"]}
SETTING = {"level": "organization", "place": None, "settings": [{"name": "returns_days", "value": 14}]}


@dataclass(frozen=True, slots=True)
class Said:
    """The body and the parts of the address of one request; what is not here comes from the specification."""

    body: Any = None
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


def said(known: Mapping[str, Any]) -> dict[str, Said]:
    """By address. `known` has what each of them names."""
    wine, bread, store = known["wine"], known["article"], known["store"]
    lines = [{"article": wine, "quantity_milli": 1_000}]
    books = {"chart": "pcg", "journal_code": "VEN", "adviser": "1001", "client": "42"}
    exemption = {"category": "E", "name": "Diplomate"}
    bodies: dict[str, Any] = {
        "PATCH /purchase-orders/{order}/lines": {"lines": lines},
        "POST /countings/{counting}/tallies": {"lines": lines},
        "POST /transfers": {"origin": store, "destination": known["second"], "lines": lines},
        "POST /transfers/{transfer}/receive": {"lines": lines},
        "POST /promotions": {
            "document": {
                "name": "Soldes", "kind": "each", "percent_ppm": 200_000, "match": {}, "when": {"coupon": "NOEL"},
            }
        },
        "POST /promotions/{promotion}/codes": {"id": BATCH, "count": 2},
        "PUT /promotions/{promotion}": {
            "document": {
                "name": "Soldes", "kind": "each", "percent_ppm": 300_000, "match": {}, "when": {"coupon": "NOEL"},
            }
        },
        "POST /payment-links": {"account": known["account"], "store": store, "amount": 700, "text": "Table 8"},
        "POST /card-payments/{payment}/bank-word": {"is_confirmed": True},
        "POST /payment-links/{link}/payments/{link_payment}/give-back": {},
        "POST /payment-links/{link}/payments/{link_payment}/back-word": {"is_paid": True},
        "POST /card-money/files": {"store": store, "file_name": "mois.csv", "content": LINES},
        "POST /card-money/notes": {"store": store, "subject": "stripe/txn_1", "note": "Formation"},
        "POST /bank-files": {"store": store, "file_name": "camt.xml", "content": STATEMENT},
        "POST /code-accounts": {"scheme": "epc", **GIRO},
        "PUT /code-accounts/{code_account}": GIRO,
        "POST /payment-accounts": {"driver": "stripe", **SECRETS},
        "PUT /payment-accounts/{account}": {"name": "Stripe"},
        "PUT /payment-terminals/{terminal}": {"name": "Comptoir", "store": store},
        "POST /payment-terminals/{terminal}/trial": {"kind": "payment"},
        "POST /log-witnesses": {"address": "https://w2.example", "key": known["witness_key"]},
        "POST /law/packs": {"content": known["law_pack"]},
        "POST /law/retry": {"channel": "es-verifactu"},
        "POST /webhooks": WEBHOOK,
        "PUT /webhooks/{webhook}": WEBHOOK,
        "POST /webhooks/{webhook}/replay": {"message": None},
        "POST /webhooks/{webhook}/turn": {"is_on": True},
        "POST /voucher-patterns": {"pattern": "29SSSSSAAAAAC", "tax_class": known["tax_class"]},
        "POST /settings/changes": {**SETTING, "id": "0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a11"},
        "POST /settings/preview": SETTING,
        "PUT /companies/{company}/bookkeeping": books,
        "PATCH /companies/{company}/bookkeeping/accounts": {
            "accounts": [{"role": "sales", "number": "707100", "name": "Ventes"}]
        },
        "POST /companies/{company}/closings": known["closing"],
        "POST /companies/{company}/period-closings": {"name": "2026-10"},
        "POST /companies/{company}/closings/{number}/reopen": {"reason": "Oubli"},
        "POST /times/corrections": {
            "employee": known["person"], "store": store, "reason": "Oubli",
            "worked": {"came_at": f"{DAY}T08:00:00Z", "left_at": f"{DAY}T12:00:00Z"},
        },
        "POST /times/corrections/{correction}/decide": {"is_approved": True},
        "POST /commission-rules": {"basis": "piece", "amount": 50, "item": wine, "valid_from": "2026-11-01"},
        "POST /commission-rules/{rule}/end": {"last": "2026-11-30"},
        "POST /exchange-rates": {"currency": "CHF", "valid_from": "2090-01-01", "rate_ppm": 950_000},
        "POST /exemptions": exemption,
        "PUT /exemptions/{exemption}": {**exemption, "name": "Ambassade"},
        "POST /scale-labels": {
            "prefix": "21", "item_digits": 5, "value_digits": 5, "kind": "price", "decimals": 2,
        },
        "POST /tax-classes/{tax_class}/rates": {"category": "S", "rate_ppm": 100_000, "valid_from": "2090-01-01"},
        "PUT /articles/{article}/containers": {"containers": [{"article": known["bottle"], "count": 1}]},
        "PUT /packs/{article}/count": {"count": 12},
        "PUT /ranges": {"store": store, "words": [{"article": wine, "is_in": False}]},
        "POST /orders/{order}/send": {"address": "a@example.fr"},
        "PUT /customers/{customer}/exemption": {
            "reason": known["reason"], "evidence": "Carte 7", "valid_until": str(datetime.now(UTC).date() + YEAR),
        },
        "POST /customers/{customer}/consents": {
            "purpose": "news", "channel": "email", "is_given": True, "place": "web", "text": "Écrivez-moi.",
            "text_version": "1", "language": "fr", "happened_at": "2026-11-01T10:00:00Z",
        },
        "POST /addressees": {"purpose": "news", "channel": "sms"},
        "POST /receipts/invoice": {"essentials": known["essentials"], "buyer": known["buyer"]},
        "POST /receipts/invoice/file": {"essentials": known["essentials"]},
        "POST /stores/{store}/label-prints": {
            "agent": known["agent"], "printer": "labels", "articles": [bread],
        },
    }  # fmt: skip
    parts: dict[str, dict[str, str]] = {
        "PATCH /purchase-orders/{order}/lines": {"order": known["drafts"][0]},
        "POST /purchase-orders/{order}/send": {"order": known["drafts"][1]},
        "POST /orders/{order}/send": {"order": known["promise"]},
        "POST /card-payments/{payment}/bank-word": {"payment": known["offline_payment"]},
        "POST /payment-links/{link}/payments/{link_payment}/give-back": {"link": known["paid_link"]},
        "POST /payment-links/{link}/payments/{link_payment}/back-word": {
            "link": known["back_link"],
            "link_payment": known["back_payment"],
        },
        "POST /countings/{counting}/tallies": {"counting": known["sheet"]},
        "POST /settings/changes/{change}/withdraw": {"change": known["planned"]},
        "POST /agents/{agent}/revoke": {"agent": known["joined"]},
        "POST /quarantine/{quarantined}/adopt": {"quarantined": known["gap"]},
        "POST /promotions/{promotion}/codes/{batch}/withdraw": {"batch": BATCH},
        "POST /deliveries/{delivery}/retry": {"delivery": known["other_delivery"]},
        "POST /bank-files/{settlement_file}/take": {"settlement_file": known["bank_file"]},
        "GET /exports/{export}/file": {"export": known["export"]},
        "POST /companies/{company}/period-closings": {"name": "2026-10"},
        "POST /companies/{company}/closings/{number}/reopen": {"number": "1"},
        "PUT /articles/{article}/containers": {"article": wine},
        "PUT /packs/{article}/count": {"article": known["pack"]},
        "POST /stores/{store}/label-prints": {"store": store},
    }
    for turned in ("deliveries", "returns"):
        address = f"POST /purchase-orders/{{order}}/{turned}"
        bodies[address], parts[address] = {"lines": lines}, {"order": known["sent"]}
    for kind, text in FILES.items():
        content = base64.b64encode(text.encode()).decode()
        bodies[f"POST /moves/{kind}"] = {"file_name": f"{kind}.csv", "content": content, "store": store}
        parts[f"POST /moves/{kind}/{{move}}/{{turn}}"] = {"move": known[f"move_{kind}"], "turn": "take"}
    of_company = {"company": known["company"]}
    queries = {f"GET /companies/{{company}}/books/{name}": OCTOBER for name in ("datev", "fec")}
    queries |= {f"GET /till-{what}/file": OCTOBER for what in ("events", "closings")}
    return {
        label: Said(
            bodies.get(label),
            (of_company if "{company}" in label else {}) | parts.get(label, {}),
            queries.get(label, {}),
        )
        for label in (*bodies, *parts, *queries)
    }
