"""The specification (OpenAPI 3.1) as programs get it, and the same as a page for people, without anything from afar."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptoir.api.api import api
from comptoir.api.doors import etag_of
from comptoir.api.problems import PROBLEM, problem_response

PREFIX = "/api/v1/"
FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that an address takes."""

    name: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Address:
    """One thing that a program can ask for."""

    method: str
    path: str
    summary: str
    permission: str
    parameters: list[Parameter]
    body: str
    answer: str


@dataclass(frozen=True, slots=True)
class Room:
    """The addresses of one kind of thing."""

    name: str
    addresses: list[Address]


@cache
def specification() -> dict[str, Any]:
    """Finished: problems have their own media type, which the framework cannot say."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    for methods in found["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {})
                if int(status) >= FIRST_ERROR and "application/json" in content:
                    answer["content"] = {PROBLEM: content["application/json"]}
    return found


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Anonymous: it holds nothing of a shop, and every Comptoir of this version has the same."""
    body = json.dumps(specification(), ensure_ascii=False).encode()
    etag = etag_of(body)
    answer = (
        HttpResponse(status=304) if request.headers.get("If-None-Match") == etag
        else HttpResponse(body, content_type="application/json")
    )  # fmt: skip
    answer["ETag"] = etag
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    return render(request, "api/reference.html", {"rooms": _rooms(), "about": specification()["info"]["description"]})


def nowhere(_request: HttpRequest) -> HttpResponse:
    """Below this prefix every answer is one that a program understands."""
    return problem_response(404, "api.no_such_address")


@cache
def _rooms() -> list[Room]:
    rooms: dict[str, Room] = {}
    for path, methods in specification()["paths"].items():
        for method, operation in methods.items():
            name = operation.get("tags", [""])[0]
            address = Address(
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                permission=operation.get("x-permission", ""),
                parameters=[_parameter(one) for one in operation.get("parameters", [])],
                body=_shape(operation.get("requestBody", {})),
                answer=_shape(next(iter(operation["responses"].values()))),
            )
            rooms.setdefault(name, Room(name, [])).addresses.append(address)
    return sorted(rooms.values(), key=lambda room: room.name == "")


def _parameter(said: dict[str, Any]) -> Parameter:
    return Parameter(said["name"], said["in"], bool(said.get("required")), said.get("description", ""))


def _shape(holder: dict[str, Any]) -> str:
    """A body's fields, one a line, as programs write them."""
    schema = next((one["schema"] for one in holder.get("content", {}).values()), None)
    return "" if schema is None else "\n".join(_fields(schema, ""))


def _fields(schema: dict[str, Any], indent: str) -> list[str]:
    schema = _resolved(schema)
    lines = []
    for name, field in schema.get("properties", {}).items():
        kind = _kind(field)
        mark = "" if name in schema.get("required", []) else "?"
        lines.append(f"{indent}{name}{mark}: {kind}")
        inner = _resolved(field.get("items", field))
        if inner.get("properties"):
            lines += _fields(inner, indent + "  ")
    return lines


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " | ".join(_kind(one) for one in field["anyOf"])
    field = _resolved(field)
    if field.get("type") == "array":
        return f"{_kind(field['items'])}[]"
    return str(field.get("format") or field.get("type", "any"))


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = specification()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return found
