"""A Viva with two terminals of its Cloud Terminal API: tokens, sessions under the shop's own identifiers, refunds."""

import base64
import time
from dataclasses import dataclass, field
from typing import Any

from comptoir.payments.peers.base import Call, Peer, Reply

MERCHANT = "c0e5a3a0-0000-4000-8000-00000000c0a7"
CLIENT = "comptoir-test.apps.vivapayments.com"
KEY = "comptoir-viva-key"
TERMINALS = ("16000001", "16000002")
Said = dict[str, Any]


@dataclass(slots=True)
class VivaPeer(Peer):
    """One merchant's demo account. A session is open as long as it has no `eventId`."""

    sessions: dict[str, Said] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def clear(self) -> None:
        Peer.clear(self)
        for kept in (self.sessions, self.began, self.tokens):
            kept.clear()

    def serve(self, call: Call) -> Reply:
        authorization = call.headers.get("authorization", "")
        if (call.method, call.path) == ("POST", "/connect/token"):
            return self._token(authorization, call)
        if self.mood.answer == "expire":
            self.tokens.clear()
            self.mood = type(self.mood)()
        if authorization.removeprefix("Bearer ") not in self.tokens:
            return Reply(401)
        for session in self.sessions.values():
            self._work(session)
        return self._route(call)

    def _token(self, authorization: str, call: Call) -> Reply:
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{KEY}".encode()).decode("ascii")
        if authorization != wanted or call.body.get("grant_type") != "client_credentials":
            return Reply(400, {"error": "invalid_client"})
        token = f"token-{len(self.tokens) + 1}"
        self.tokens.add(token)
        return Reply(200, {"access_token": token, "expires_in": 3_600, "token_type": "Bearer"})

    def _route(self, call: Call) -> Reply:
        match call.method, call.path.strip("/").split("/"):
            case "POST", ["ecr", "v1", "devices:search"]:
                if call.body.get("merchantId") != MERCHANT:
                    return Reply(200, [])
                shown = {"statusId": 1, "merchantId": MERCHANT, "sourceTerminalId": None, "virtualTerminalId": None}
                return Reply(200, [{"terminalId": int(name), **shown} for name in TERMINALS])
            case "POST", ["ecr", "v1", "transactions:sale"]:
                return self._open(call, "sale")
            case "POST", ["ecr", "v1", "transactions:refund"]:
                return self._open(call, "refund")
            case "GET", ["ecr", "v1", "sessions", name] if name in self.sessions:
                session = self.sessions[name]
                return Reply(200, _shown(session)) if "eventId" in session else Reply(202)
            case "DELETE", ["ecr", "v1", "sessions", name] if name in self.sessions:
                return self._abort(self.sessions[name], call)
            case _:
                return Reply(404, {"status": 404, "title": "Not Found", "detail": "Could not find session"})

    def _open(self, call: Call, kind: str) -> Reply:
        body = call.body
        names = ("sessionId", "terminalId", "cashRegisterId", "currencyCode", "merchantReference")
        amount = body.get("amount")
        if not all(isinstance(body.get(name), str) and body[name] for name in names) or not isinstance(amount, int):
            return Reply(400, {"status": 400, "title": "Bad Request", "detail": "Validation failed"})
        if body["terminalId"] not in TERMINALS:
            return Reply(404, {"status": 404, "title": "Not Found", "detail": "No such terminal"})
        if body["sessionId"] in self.sessions:
            return Reply(409, {"status": 409, "title": "Conflict", "detail": "The session exists"})
        session = {name: body[name] for name in (*names, "amount")} | {"kind": kind, "tipAmount": 0}
        is_busy = any(
            "eventId" not in one and one["terminalId"] == body["terminalId"] for one in self.sessions.values()
        )
        self.sessions[body["sessionId"]] = session
        self.began[body["sessionId"]] = time.monotonic()
        if kind == "refund":
            session["parent"] = body.get("parentSessionId", "")
            if not self._may_go_back(session):
                _end(session, 1006, "Transaction declined by server")
        elif is_busy or self.mood.answer == "busy":
            _end(session, 1001, "Terminal is busy")
        return Reply(200)

    def _may_go_back(self, session: Said) -> bool:
        parent = self.sessions.get(session["parent"])
        if parent is None or not parent.get("success"):
            return False
        listed = [one for one in self.sessions.values() if one.get("parent") == session["parent"]]
        gone = sum(one["amount"] for one in listed if one.get("success") is not False)
        return bool(gone <= parent["amount"])

    def _work(self, session: Said) -> None:
        """The customer at the terminal; a refund needs none."""
        if "eventId" in session:
            return
        if session["kind"] == "refund":
            _end(session, 0, "Transaction successful", success=True)
            self.take("refund", session["merchantReference"], -session["amount"], "EUR")
            return
        if self.mood.answer == "offline" or not self.is_ready(self.began[session["sessionId"]]):
            return
        match self.mood.answer:
            case "decline":
                _end(session, 1006, "Transaction declined by server")
            case "poor":
                _end(session, 1020, "Insufficient funds")
            case "leave":
                _end(session, 1000, "Transaction cancelled by user")
            case "late":
                _end(session, 1003, "Terminal timed out")
            case _:
                session |= {"amount": session["amount"] + self.mood.tip - self.mood.lacks, "tipAmount": self.mood.tip}
                _end(session, 0, "Transaction successful", success=True)
                self.take("payment", session["merchantReference"], session["amount"], "EUR")

    def _abort(self, session: Said, call: Call) -> Reply:
        if call.query.get("cashRegisterId") != session["cashRegisterId"]:
            return Reply(400, {"status": 400, "title": "Bad Request", "detail": "Another cash register"})
        if "eventId" not in session and session["kind"] == "sale" and not self.mood.is_stubborn:
            _end(session, 1016, "Transaction aborted")
        return Reply(200)


def _end(session: Said, event: int, message: str, *, success: bool = False) -> None:
    session |= {"eventId": event, "message": message, "success": success}


def _shown(session: Said) -> Said:
    paid = {
        "applicationLabel": "VISA", "primaryAccountNumberMasked": "411111******1111", "authorizationId": "A1B2C3",
        "transactionId": "9e30ea9c-b478-4a04-8e2b-a49a40172dac", "retrievalReferenceNumber": "109910001635",
        "panEntryMode": "07", "tid": session["terminalId"],
    }  # fmt: skip
    names = (
        "sessionId", "terminalId", "cashRegisterId", "amount", "tipAmount", "currencyCode", "merchantReference",
        "eventId", "message", "success",
    )  # fmt: skip
    shown = {name: session[name] for name in names}
    is_aborted = session["eventId"] == 1016
    shown |= {"transactionTypeId": 5 if session["kind"] == "sale" else 4, "preauth": False, "installments": 0}
    return shown | {"abortOperation": is_aborted, "abortSuccess": is_aborted} | (paid if session["success"] else {})
