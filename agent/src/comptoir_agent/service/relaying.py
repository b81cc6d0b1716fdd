"""What tills ask of an agent that has joined their shop: to be trusted by their certificate, and to keep entries."""

import json

from aiohttp import web

from comptoir_agent.relay.forward import Forwarder
from comptoir_agent.relay.journal import Certificate, Line, NotGenuine, check_line, read_certificate, read_line
from comptoir_agent.relay.keep import Full, Keep
from comptoir_agent.relay.shop import Shop
from comptoir_agent.service.asking import SERVICE, Refused, signed, trusted
from comptoir_agent.service.pairs import NotTrusted, Pairs, verify

PAIR_TAG = "comptoir-agent-pair-v1"
LINES_MAX = 500


class Relay:
    """The shop's word on its tills, and the entries that they have left here."""

    def __init__(self, shop: Shop, keep: Keep, forwarder: Forwarder) -> None:
        self._shop = shop
        self.keep = keep
        self.forwarder = forwarder
        self._certificates: dict[str, Certificate] = {}

    def admit(self, text: str) -> Certificate:
        """A certificate of a till of this store that the server has not revoked. Raises `NotGenuine`."""
        certificate = read_certificate(self._shop.server_key, text)
        if (certificate.organization, certificate.store) != (self._shop.organization, self._shop.store):
            raise NotGenuine("agent.other_store")
        if certificate.chain in self.forwarder.revoked:
            raise NotGenuine("agent.revoked")
        self._certificates[certificate.chain] = certificate
        return certificate

    def certificate(self, chain: str) -> Certificate | None:
        """What is known of a chain since the agent started; the till brings it again when asked."""
        return self._certificates.get(chain)


def add_routes(app: web.Application) -> None:
    """The addresses of this module; tills of an agent that has joined no shop are told so."""
    app.router.add_post("/v1/pair-by-certificate", _pair)
    app.router.add_post("/v1/certificates", _certificate)
    app.router.add_post("/v1/relay", _relay)


def pair_by_certificate(pairs: Pairs, relay: Relay, wish: dict[str, object]) -> None:
    """Let a till in by the server's word. `proof`, by the chain's key, binds the till's asking key to it and to us.

    Sent again by somebody who overheard it, it lets in the same till's same key once more: nothing is gained.
    """
    text, public_key, proof = str(wish["certificate"]), str(wish["public_key"]), str(wish["proof"])
    certificate = relay.admit(text)
    if not verify(certificate.public_key, f"{PAIR_TAG}\n{pairs.public_key}\n{public_key}", proof):
        raise NotTrusted("agent.proof_invalid")
    pairs.let_in(public_key, str(wish["name"])[:80], chain=certificate.chain)


def _relay_of(request: web.Request) -> Relay:
    relay = request.app[SERVICE].relay
    if relay is None:
        raise Refused(404, "agent.no_shop")
    return relay


async def _pair(request: web.Request) -> web.Response:
    service, relay = request.app[SERVICE], _relay_of(request)
    try:
        wish = json.loads(await request.read())
        pair_by_certificate(service.pairs, relay, wish)
    except (ValueError, KeyError, TypeError):
        raise Refused(422, "agent.body_invalid") from None
    except NotGenuine as refused:
        raise NotTrusted(refused.code) from None
    document = {"name": service.settings.name, "public_key": service.pairs.public_key}
    return web.json_response(document, status=201)


async def _certificate(request: web.Request) -> web.Response:
    """The certificate of another chain of a till, whose entries it wants kept."""
    nonce, body = await trusted(request)
    try:
        certificate = _relay_of(request).admit(body.decode("utf-8"))
    except (NotGenuine, UnicodeDecodeError) as refused:
        raise Refused(422, getattr(refused, "code", "agent.certificate_invalid")) from None
    return signed(request, nonce, {"chain": certificate.chain})


async def _relay(request: web.Request) -> web.Response:
    """Keep sealed entries; the answer comes when they are on this disk. A till that hears nothing sends them again."""
    nonce, body = await trusted(request)
    relay = _relay_of(request)
    parts = body.removesuffix(b"\n").split(b"\n")
    if len(parts) > LINES_MAX:
        raise Refused(422, "agent.too_many")
    answers: list[dict[str, str]] = []
    genuine: dict[str, list[tuple[int, Line]]] = {}
    for part in parts:
        try:
            line = read_line(part)
            certificate = relay.certificate(line.chain)
            if certificate is None:
                raise NotGenuine("unknown_chain")
            check_line(certificate, line)
        except NotGenuine as refused:
            answers.append({"status": "refused", "code": refused.code})
            continue
        genuine.setdefault(line.chain, []).append((len(answers), line))
        answers.append({"digest": line.digest, "status": "kept"})
    try:
        for chain, found in genuine.items():
            kept = await relay.keep.keep(chain, [line for _, line in found])
            for (at, _), is_new in zip(found, kept, strict=True):
                answers[at]["status"] = "kept" if is_new else "already_kept"
    except Full:
        raise Refused(503, "agent.storage_failed") from None
    relay.forwarder.wake()
    return signed(request, nonce, {"answers": answers})
