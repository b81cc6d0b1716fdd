"""How an address is opened to programs: with its permission, in one transaction, with versions and repeats.

`reads` and `writes` take a function of a `Caller`. What a reading answers has an ETag, and is not sent again to who has
it. What a writing does is one act with the answer that is kept for its idempotency key: both are on disk, or nothing.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.client import responses
from typing import Any, TypeVar

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Schema
from psycopg.errors import ForeignKeyViolation, UniqueViolation

from comptoir.api.bearers import Caller, Token
from comptoir.api.errors import AlreadyThere, ChangedMeanwhile, MatchMissing, Unknown
from comptoir.api.keeping import Told, keep, recognize, wish_of
from comptoir.api.problems import PROBLEM
from comptoir.identity.public import Permission
from comptoir.platform import audit
from comptoir.platform.tenancy import as_one

# Its shape is among the answers of the addresses without a token.
_PROBLEM = "#/components/schemas/Problem"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Terms:
    """What the specification says about an address beyond its parameters."""

    permission: Permission
    is_writing: bool = False
    is_question: bool = False
    # Of something that is there already: whether its version must be named.
    needs_match: bool = False


class Door(Router):
    """The addresses of one kind of thing."""

    def reads(
        self, path: str, *, permission: Permission, answer: Any, summary: str
    ) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
        """GET, in one read-only transaction. An `answer` that is a text is the media type of a file."""

        def decorate(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
            def run(request: HttpRequest, **named: Any) -> HttpResponseBase:
                caller = _caller(request)
                with caller.limited(), caller.reading():
                    found = view(caller, **named)
                if isinstance(found, HttpResponseBase):
                    return found
                return _not_again(request, tell(found, 200))

            return self._open("GET", path, run, view, Terms(permission), {200: answer}, summary)

        return decorate

    def asks(
        self, path: str, *, permission: Permission, answer: Any, summary: str
    ) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
        """POST of a question that changes nothing and may be slow: outside of any transaction. An `answer` as above."""

        def decorate(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
            def run(request: HttpRequest, **named: Any) -> HttpResponseBase:
                caller = _caller(request)
                with caller.limited():
                    found = view(caller, **named)
                return found if isinstance(found, HttpResponseBase) else _sent(tell(found, 200))

            return self._open("POST", path, run, view, Terms(permission, is_question=True), {200: answer}, summary)

        return decorate

    def writes(
        self,
        method: str,
        path: str,
        *,
        permission: Permission,
        answer: type[Schema],
        summary: str,
        status: int = 200,
        needs_match: bool = False,
        told_once: str = "",
    ) -> Callable[[Callable[..., Schema]], Callable[..., HttpResponseBase]]:
        """Anything that changes something, as one act. `told_once`: a field with a secret, which is not kept."""

        def decorate(view: Callable[..., Schema]) -> Callable[..., HttpResponseBase]:
            def run(request: HttpRequest, **named: Any) -> HttpResponse:
                caller = _caller(request)
                wish = wish_of(request)
                with _refusing(), caller.limited(), as_one(caller.organization):
                    known = recognize(caller, wish) if wish else None
                    if known is not None:
                        return _sent(known)
                    found = view(caller, **named)
                    told = tell(found, status)
                    if wish:
                        kept = found.model_copy(update={told_once: None}) if told_once else found
                        keep(caller, wish, tell(kept, status))
                    audit.record(
                        "api.called", person=caller.person, subject=str(caller.bearer.token),
                        method=method, path=request.path,
                    )  # fmt: skip
                return _sent(told)

            terms = Terms(permission, is_writing=True, needs_match=needs_match)
            return self._open(method, path, run, view, terms, {status: answer}, summary)

        return decorate

    def _open(
        self,
        method: str,
        path: str,
        run: Callable[..., HttpResponseBase],
        view: Callable[..., Any],
        terms: Terms,
        answers: dict[int, Any],
        summary: str,
    ) -> Callable[..., HttpResponseBase]:
        functools.update_wrapper(run, view)
        signature = inspect.signature(view)
        first, *rest = signature.parameters.values()
        # ninja knows the request by its name.
        run.__signature__ = signature.replace(  # type: ignore[attr-defined]  # read by `inspect`
            parameters=[first.replace(name="request", annotation=HttpRequest), *rest]
        )
        run.terms = terms  # type: ignore[attr-defined]  # where the specification and a test find it
        shapes = {status: None if isinstance(answer, str) else answer for status, answer in answers.items()}
        self.api_operation(
            [method],
            path,
            auth=Token(terms.permission),
            response=shapes,
            summary=summary,
            operation_id=view.__name__,
            openapi_extra=_extra(terms, answers, _refusals(terms, method)),
        )(run)
        return run


def _refusals(terms: Terms, method: str) -> list[int]:
    """The statuses with which an address may refuse."""
    writing = [409] if terms.is_question else []
    writing += [409, *([428] if terms.needs_match else []), 412] if terms.is_writing else []
    body = [400] if method in ("POST", "PUT", "PATCH") else []
    return [*body, 401, 403, 404, *writing, 422, 429, 503]


def _extra(terms: Terms, answers: dict[int, Any], refusals: list[int]) -> dict[str, Any]:
    """What the specification says beyond what the code's types say.

    Refusals are written here: as answers of each address the framework would work their shape out two thousand times.
    """
    headers: list[dict[str, Any]] = []
    if terms.is_writing:
        headers.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
                "description": "The program's own name for this wish. Sent again, it is done once and told again.",
            }
        )
        headers.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": terms.needs_match,
                "schema": {"type": "string", "minLength": 1},
                "description": "The ETag of what was read; it is refused when somebody changed it since.",
            }
        )
    etag = {"ETag": {"schema": {"type": "string"}, "description": "The version of what is told."}}
    told: dict[int, dict[str, Any]] = {status: {"headers": etag} for status in answers}
    for status, answer in answers.items():
        if isinstance(answer, str):
            told[status]["content"] = {answer: {"schema": {"type": "string", "format": "binary"}}}
    for status in refusals:
        told[status] = {"description": responses[status], "content": {PROBLEM: {"schema": {"$ref": _PROBLEM}}}}
    return {
        "x-permission": str(terms.permission),
        "parameters": headers,
        "responses": told,
    }


def etag_of(body: bytes) -> str:
    """The version of what is told: its digest."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def tell(found: Schema, status: int) -> Told:
    body = found.model_dump_json().encode()
    return Told(status, body, etag_of(body))


def match(caller: Caller, standing: Schema, *, is_needed: bool = True) -> None:
    """Go on only when the caller has read what stands; the row is locked until the transaction ends."""
    said = caller.request.headers.get("If-Match")
    if said is None:
        if is_needed:
            raise MatchMissing
        return
    known = {part.strip().removeprefix("W/") for part in said.split(",")}
    if "*" not in known and tell(standing, 200).etag not in known:
        raise ChangedMeanwhile


@contextmanager
def _refusing() -> Iterator[None]:
    """What only the database could know: an identifier that names nothing here, or something already, wherever."""
    try:
        yield
    except IntegrityError as error:
        if isinstance(error.__cause__, ForeignKeyViolation):
            raise Unknown from error
        if isinstance(error.__cause__, UniqueViolation):
            raise AlreadyThere from error
        raise


def _caller(request: HttpRequest) -> Caller:
    caller: object = getattr(request, "auth", None)
    assert isinstance(caller, Caller)
    return caller


def _sent(told: Told) -> HttpResponse:
    answer = HttpResponse(told.body, status=told.status, content_type="application/json")
    answer["ETag"] = told.etag
    answer["Cache-Control"] = "no-store" if told.status == 201 else "private, no-cache"
    return answer


def _not_again(request: HttpRequest, told: Told) -> HttpResponse:
    """What a program has already is not sent again (RFC 9110 §13.1.2)."""
    known = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    if told.etag in known:
        answer = HttpResponse(status=304)
        answer["ETag"] = told.etag
        return answer
    return _sent(told)
