"""The log for whoever wants to check it: heads, tiles (C2SP tlog-tiles), growth, and a receipt's proof (tlog-proof).

    GET /log/<organization>[/<age>]/checkpoint                   the newest head, with its cosignatures
    GET /log/<organization>[/<age>]/tile/<level>/<number>[.p/<width>]
    GET /log/<organization>[/<age>]/consistency/<earlier>/<size>  base64 hashes, a line each
    GET /log/receipt/<chain>/<sequence>                          the proof of a receipt as a text that can be kept

Anonymous: hashes say nothing about what was sold. Whoever names an organization by its identifier, which stands in
every head and on every proof of a receipt, may read how long its log is; there is no list, and no bundle of entries.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

from comptoir.api.limits import TokenBuckets
from comptoir.api.problems import problem_response, too_fast
from comptoir.api.queries import find_receipt
from comptoir.journal.log_proof import LogProofText
from comptoir.journal.merkle import HASH_BYTES
from comptoir.platform.tenancy import reading
from comptoir.platform.tree import LEVELS_MAX, TILE_NODES, TreeBroken, newest_head, prove_growth, read_tile
from comptoir.witnesses.public import cosigned_head, origin_of

# A reader who grows a tree of a million lines asks for some 4,000 tiles, once.
log_buckets = TokenBuckets(burst=300, per_minute=1_200, name="log")
_TILE = re.compile(r"(0|[1-9][0-9]?)/(000|(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
# What was logged stays: a tile's address names the age of its log, and where that begins anew the tiles do as well.
FOR_GOOD = "public, max-age=31536000, immutable"

View = Callable[..., HttpResponse]


def log_page(view: View) -> View:
    """For everybody, from anywhere, at a bounded pace."""

    @wraps(view)
    def run(request: HttpRequest, **named: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not (turn := log_buckets.take(request.META.get("REMOTE_ADDR", ""))):
            return too_fast(turn)
        try:
            answer = view(request, **named)
        except TreeBroken:
            answer = problem_response(503, "api.unavailable")
        # A verifier on somebody else's page may read it: it is what this server says to everybody.
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return run


@log_page
def checkpoint(request: HttpRequest, organization: UUID, age: int = 1) -> HttpResponse:
    """The newest head; under the name of an age that is over, where the present one is."""
    with reading(organization):
        head = newest_head(organization)
        if head is None:
            return _nothing()
        present = _age(head.note)
        if present != age:
            of_age = f"{present}/" if present > 1 else ""
            return HttpResponseRedirect(f"/log/{organization}/{of_age}checkpoint")
        best = cosigned_head(organization, least=head.size)
    return _text(best[1] if best else head.note, "no-cache")


@log_page
def tile(request: HttpRequest, organization: UUID, path: str, age: int = 1) -> HttpResponse:
    """Hashes of one level side by side, whole or as far as a head of that size needed them."""
    found = _TILE.fullmatch(path)
    if found is None or int(found[1]) >= LEVELS_MAX or found[2].startswith("x000"):
        return _nothing()
    width = int(found[3] or TILE_NODES)
    with reading(organization):
        head = newest_head(organization)
        if head is None or _age(head.note) != age or width > TILE_NODES - bool(found[3]):
            return _nothing()
        hashes = read_tile(organization, int(found[1]), int(found[2].replace("x", "").replace("/", "")))
    if len(hashes) < width * HASH_BYTES:
        return _nothing()
    return HttpResponse(
        hashes[: width * HASH_BYTES], content_type="application/octet-stream", headers={"Cache-Control": FOR_GOOD}
    )


@log_page
def consistency(request: HttpRequest, organization: UUID, earlier: int, size: int, age: int = 1) -> HttpResponse:
    """What shows that the log of `size` lines begins with the one of `earlier` (RFC 6962, 2.1.2)."""
    with reading(organization):
        head = newest_head(organization)
        if head is None or _age(head.note) != age or not earlier <= size <= head.size:
            return _nothing()
        proof = prove_growth(organization, earlier, size)
    return _text("".join(f"{b64encode(one).decode()}\n" for one in proof), FOR_GOOD)


@log_page
def receipt_proof(request: HttpRequest, chain: UUID, sequence: int) -> HttpResponse:
    """A receipt's proof under a head that witnesses cosigned, where there is one."""
    row = find_receipt(chain, sequence) if 1 <= sequence < 1 << 53 else None
    if row is None or row.logged is None:
        return _nothing()
    proof = row.logged
    # The name of the log's line: with the digest on the receipt it makes the leaf.
    extra = f"{proof.topic}\n{proof.subject}\n".encode()
    answer = _text(str(LogProofText(proof.index, proof.path, proof.note, extra)), "no-cache")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{sequence}.tlog-proof"'
    return answer


def _age(note: str) -> int:
    number = origin_of(note).split("/")[2:]
    return int(number[0]) if number else 1


def _text(text: str, keep: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": keep})


def _nothing() -> HttpResponse:
    return problem_response(404, "api.no_such_address")
