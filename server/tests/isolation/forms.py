"""The forms of a page, filled as a browser would send them: whatever a person could send, a stranger sends here."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# What a person would type into a field of that kind.
TYPED = {"number": "3", "date": "2026-11-20", "time": "08:00", "email": "a@example.fr", "tel": "+33612345678"}
SENDS = ("post", "hx-post", "hx-put", "hx-patch", "hx-delete")


@dataclass(slots=True)
class Form:
    """Where a form leads, and what it sends."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Reads every form that writes, and what htmx sends."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        sent = next((given[name] for name in SENDS if given.get(name)), None)
        if tag == "form":
            is_post = given.get("method", "").lower() == "post"
            action = given.get("action") if is_post else sent
            self._form = None if action is None and not is_post else self._add(action or self.page)
        elif sent is not None:
            self._add(sent)
        if self._form is None or not given.get("name"):
            if tag == "option" and self._form is not None and self._select:
                self._choose(given)
            return
        name = given["name"]
        match tag:
            case "input" | "button":
                self._fill(name, given)
            case "textarea":
                self._form.fields[name] = "Texte"
            case "select":
                self._select = name
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _add(self, action: str) -> Form:
        form = Form(urlsplit(urljoin(self.page, action)).path)
        self.forms.append(form)
        return form

    def _fill(self, name: str, given: dict[str, str]) -> None:
        assert self._form is not None
        kind = given.get("type", "text")
        if kind == "file" or name == "csrfmiddlewaretoken":
            return
        if kind in ("checkbox", "radio"):
            self._form.fields.setdefault(name, given.get("value", "on"))
        else:
            self._form.fields[name] = given.get("value") or TYPED.get(kind, "7" if kind == "text" else "")

    def _choose(self, given: dict[str, str]) -> None:
        assert self._form is not None
        if given.get("value") and (self._select not in self._form.fields or "selected" in given):
            self._form.fields[self._select] = given["value"]


def forms_of(page: str, content: bytes) -> list[Form]:
    reader = FormReader(page)
    reader.feed(content.decode("utf-8", "replace"))
    return reader.forms
