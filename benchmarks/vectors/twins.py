"""The TypeScript side: the same bundle in Node and in a real Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from playwright.sync_api import Browser, Page, Playwright, Route, sync_playwright

FOLDER = Path(__file__).resolve().parent
# Never reached: the browser's requests for it are answered here. TLS in its name makes it a secure context.
ORIGIN = "https://vectors.invalid/"


class TwinAbsent(Exception):
    """This machine has not what the twin needs."""


class Twin(Protocol):
    def ask(self, questions: Sequence[Mapping[str, Any]]) -> list[Any]: ...

    def __enter__(self) -> Twin: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class InNode:
    """One process for all questions; it bundles the twins when it starts."""

    def __init__(self, folder: Path, web: Path) -> None:
        program = shutil.which("node")
        if program is None or not (web / "node_modules" / "vite").is_dir():
            raise TwinAbsent("node and `npm ci` in web/ are needed")
        self._process = subprocess.Popen(
            [program, str(FOLDER / "twin.mjs"), str(folder)], cwd=web, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, encoding="utf-8",
        )  # fmt: skip

    def ask(self, questions: Sequence[Mapping[str, Any]]) -> list[Any]:
        return [self._ask(question) for question in questions]

    def _ask(self, question: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def __enter__(self) -> InNode:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)


class InChromium:
    """The bundle as a page's module."""

    def __init__(self, bundle: Path, executable: str) -> None:
        self._playwright: Playwright = sync_playwright().start()
        self._browser: Browser = self._playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        self._page: Page = self._browser.new_page()

        def serve(route: Route) -> None:
            file = bundle.parent / route.request.url.rpartition("/")[2]
            is_script = file.suffix == ".js" and file.is_file()
            route.fulfill(
                body=file.read_text(encoding="utf-8") if is_script else "<!doctype html><title>vectors</title>",
                content_type="text/javascript" if is_script else "text/html",
            )

        self._page.route(f"{ORIGIN}**", serve)
        self._page.goto(ORIGIN)

    def ask(self, questions: Sequence[Mapping[str, Any]]) -> list[Any]:
        answers: list[Any] = self._page.evaluate(
            """async (questions) => {
                const { answer } = await import("/answer.js");
                const one = async (question) => {
                    try { return await answer(question); } catch (error) { return { bug: String(error) }; }
                };
                const answers = [];
                for (const question of questions) answers.push(await one(question));
                return answers;
            }""",
            list(questions),
        )
        return answers

    def __enter__(self) -> InChromium:
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.close()
        self._playwright.stop()


def node(folder: Path, web: Path) -> InNode:
    return InNode(folder, web)


def chromium(folder: Path) -> InChromium:
    """Needs the bundle that the twin in Node made."""
    executable = os.environ.get("COMPTOIR_CHROMIUM") or "/usr/bin/chromium"
    bundle = folder / "answer.js"
    if not bundle.is_file():
        raise TwinAbsent("the bundle is Node's, which is not here")
    if not Path(executable).is_file():
        raise TwinAbsent("no Chromium (COMPTOIR_CHROMIUM)")
    return InChromium(bundle, executable)
