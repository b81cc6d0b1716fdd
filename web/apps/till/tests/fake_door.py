"""A device door that speaks the contract (docs/developer/device-door.md) from memory, for looking at the till alone.

It stores what it is sent for as long as it runs and verifies nothing: the real door has its own tests. Run it with
``python tests/fake_door.py [port]`` after ``npm run build`` and open http://127.0.0.1:<port>/till/#code=DEMO.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import sys
import threading
import time
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BUILD = Path(__file__).resolve().parents[4] / "server/src/comptoir/config/web/till"
SPACE = uuid.UUID("018f3a5e-0000-7000-8000-000000000000")

CATEGORIES = [
    ("Boissons", "#2f6f9f"),
    ("Pain", "#b0762b"),
    ("Fruits & légumes", "#4b8b3b"),
    ("Crèmerie", "#d8b848"),
    ("Épicerie", "#8a5a44"),
    ("Maison", "#6b6f8a"),
]
ARTICLES = [
    ("Café moulu 250 g", 4, 489, 55_000), ("Baguette tradition", 1, 130, 55_000), ("Croissant au beurre", 1, 125, 55_000),
    ("Pain de campagne", 1, 320, 55_000), ("Pain au chocolat", 1, 140, 55_000), ("Eau pétillante 1 l", 0, 115, 55_000),
    ("Jus de pomme fermier 75 cl", 0, 395, 55_000), ("Limonade artisanale", 0, 280, 55_000), ("Bière blonde 33 cl", 0, 310, 200_000),
    ("Vin rouge Côtes du Rhône", 0, 890, 200_000), ("Cidre brut", 0, 450, 200_000), ("Thé vert Sencha", 0, 620, 55_000),
    ("Pommes Golden", 2, 285, 55_000), ("Bananes", 2, 199, 55_000), ("Tomates grappe", 2, 345, 55_000), ("Salade batavia", 2, 150, 55_000),
    ("Citrons bio", 2, 399, 55_000), ("Carottes", 2, 175, 55_000), ("Beurre demi-sel", 3, 265, 55_000), ("Comté 18 mois", 3, 745, 55_000),
    ("Lait entier 1 l", 3, 129, 55_000), ("Yaourt nature × 4", 3, 219, 55_000), ("Œufs plein air × 6", 3, 275, 55_000),
    ("Crème fraîche", 3, 189, 55_000), ("Huile d’olive vierge extra", 4, 1190, 55_000), ("Pâtes complètes 500 g", 4, 185, 55_000),
    ("Riz basmati 1 kg", 4, 349, 55_000), ("Chocolat noir 70 %", 4, 295, 55_000), ("Miel de montagne", 4, 780, 55_000),
    ("Confiture d’abricots", 4, 425, 55_000), ("Sel de Guérande", 4, 360, 55_000), ("Bougie parfumée", 5, 1290, 200_000),
    ("Savon de Marseille", 5, 490, 200_000), ("Sac en coton", 5, 350, 200_000), ("Allumettes", 5, 160, 200_000), ("Éponges × 3", 5, 240, 200_000),
]


def identifier(name: str) -> str:
    return str(uuid.uuid5(SPACE, name))


def check_digit(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def item_document(place: int, name: str, category: int, price: int, rate: int) -> dict[str, object]:
    digits = f"37601234{place:04d}"
    weighed = name in {"Pommes Golden", "Bananes", "Tomates grappe", "Citrons bio", "Carottes"}
    return {
        "id": identifier(f"item {place}"), "product": identifier(f"product {place}"), "name": name,
        "category": identifier(f"category {category}"), "barcodes": [digits + check_digit(digits)],
        "unit": "KGM" if weighed else "C62", "unit_price": price, "tax_category": "S", "tax_rate_ppm": rate,
    }


ITEMS = [item_document(place, *article) for place, article in enumerate(ARTICLES)]
CHUNK = json.dumps(ITEMS, ensure_ascii=False, separators=(",", ":")).encode()
CHUNK_DIGEST = hashlib.sha256(CHUNK).hexdigest()


def settings_document(public_address: str) -> dict[str, object]:
    return {
        "organization": {"id": identifier("organization"), "name": "Épicerie du Canal"},
        "store": {
            "id": identifier("store"), "name": "Épicerie du Canal", "address": ["12 quai de Valmy", "75010 Paris"],
            "timezone": "Europe/Paris", "phone": "01 23 45 67 89",
        },
        "legal_entity": {"name": "Canal SARL", "registration": "123 456 789 00012", "tax_number": "FR12123456789"},
        "till": {"id": identifier("till"), "code": "A1", "name": "Caisse 2"},
        "country": "FR", "currency": "EUR", "exponent": 2, "price_mode": "gross", "locale": "fr-FR",
        "tax_rates": [
            {"category": "S", "rate_ppm": 55_000, "name": "TVA 5,5 %"},
            {"category": "S", "rate_ppm": 100_000, "name": "TVA 10 %"},
            {"category": "S", "rate_ppm": 200_000, "name": "TVA 20 %"},
        ],
        "categories": [
            {"id": identifier(f"category {place}"), "name": name, "color": color, "position": place}
            for place, (name, color) in enumerate(CATEGORIES)
        ],
        "cashiers": [
            {"id": identifier("Anna"), "name": "Anna Martin", "color": "#a4481f"},
            {"id": identifier("Yanis"), "name": "Yanis Benali", "color": "#2f6f9f"},
            {"id": identifier("Lou"), "name": "Lou Petit", "color": "#6b4f9f"},
        ],
        "public_address": public_address,
        "receipt": {
            "language": "", "template": {}, "channels": ["email", "sms"], "is_page_reachable": public_address != "",
            "has_invoices": True,
        },
    }


class FakeDoor(BaseHTTPRequestHandler):
    """One organization, one till, one code: DEMO."""

    protocol_version = "HTTP/1.1"
    public_address = "https://caisse.example"
    is_away = False

    def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
        path = self.path.split("?")[0]
        if path.startswith("/till/"):
            self.send_file(path.removeprefix("/till/") or "index.html")
        elif self.is_away:
            self.close_connection = True
        elif path == "/edge/v1/catalog":
            chunks = [{"digest": CHUNK_DIGEST, "count": len(ITEMS)}]
            self.send_json({"position": len(ITEMS), "chunks": chunks, "settings": settings_document(self.public_address)})
        elif path == f"/edge/v1/catalog/chunks/{CHUNK_DIGEST}":
            self.send_body(200, "application/json", CHUNK)
        elif path == "/edge/v1/catalog/changes":
            self.send_json({"position": len(ITEMS), "changes": [], "more": False})
        elif path == "/edge/v1/events":
            self.send_events()
        else:
            self.send_problem(404, "edge.not_found")

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.is_away:
            self.close_connection = True
        elif self.path == "/edge/v1/enrol":
            self.enrol(json.loads(body))
        elif self.path == "/edge/v1/entries":
            self.answer_entries(body.decode())
        elif self.path == "/edge/v1/status":
            self.send_json({"server_time": now()})
        else:
            self.send_problem(404, "edge.not_found")

    def enrol(self, request: dict[str, str]) -> None:
        if request["code"] != "DEMO":
            self.send_problem(404, "edge.code_unknown")
            return
        names = {"organization": "organization", "legal_entity": "legal entity", "store": "store", "till": "till"}
        answer = {member: identifier(name) for member, name in names.items()} | {
            "token": base64.urlsafe_b64encode(b"t" * 32).decode().rstrip("="), "till_code": "A1", "chain": str(uuid.uuid4()),
            "enrolment": 1, "server_key": base64.urlsafe_b64encode(b"k" * 32).decode().rstrip("="),
            "certificate": "comptoir-enrolment-v1\n{}\nunsigned",
        }
        self.send_json(answer, status=201)

    def answer_entries(self, text: str) -> None:
        answers = []
        for line in text.splitlines():
            _seal, _, canonical = line.partition(" ")
            digest = hashlib.sha256(b"comptoir-entry-v1\n" + canonical.encode()).hexdigest()
            answers.append({"sequence": json.loads(canonical)["sequence"], "digest": digest, "status": "stored"})
        self.send_json({"answers": answers, "catalog_position": len(ITEMS), "revoked": False})

    def send_events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(b"event: hello\ndata: {}\n\n")
            while True:
                time.sleep(20)
                self.wfile.write(b": still here\n\n")
        except OSError:
            self.close_connection = True

    def send_file(self, name: str) -> None:
        path = (BUILD / name).resolve()
        if not path.is_relative_to(BUILD) or not path.is_file():
            self.send_problem(404, "edge.not_found")
            return
        kind = "application/manifest+json" if path.suffix == ".webmanifest" else mimetypes.guess_type(name)[0]
        self.send_body(200, kind or "application/octet-stream", path.read_bytes())

    def send_json(self, value: object, status: int = 200) -> None:
        self.send_body(status, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def send_problem(self, status: int, code: str) -> None:
        problem = {"type": "about:blank", "title": code, "status": status, "code": code}
        self.send_body(status, "application/problem+json", json.dumps(problem).encode())

    def send_body(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Comptoir-Time", now())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the test says what matters."""


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def serve(port: int = 0) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", port), FakeDoor)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    running = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8790)
    print(f"http://127.0.0.1:{running.server_address[1]}/till/#code=DEMO")
    threading.Event().wait()
