"""What a country's plugin may say. A plugin is one `Plugin`; what it leaves out, its country does not ask.

It says what exists and what is missing, never that anything is certified: `state` of a `Condition` is all a page shows.
Its words come with it in every language of Comptoir (`words`), so that the core holds no country's sentence.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from comptoir.fiscal.mappings import DatedMapping
from comptoir.fiscal.sealing import Sealer, Value
from comptoir.fiscal.sending import Channel
from comptoir.platform.privacy import Kept


class State(StrEnum):
    """How far Comptoir is with something that the law asks."""

    PREPARED = "prepared"
    PARTLY = "partly"
    MISSING = "missing"
    # Not the program's to do: the shopkeeper, or a certified body, has to.
    YOURS = "yours"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that the law asks: `code` names its words, `evidence` where it can be seen (a page's path, a file)."""

    code: str
    state: State
    source: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of entry in the country's words. `series`: in which gapless series it is numbered."""

    kind: str
    code: str
    series: str = "receipt"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something due: `every` (`day`, `month`, `year`), or within `hours` of what `on` names (`outage`). Dated."""

    code: str
    source: str
    valid_from: date
    every: str = ""
    hours: int = 0
    on: str = ""


@dataclass(frozen=True, slots=True)
class LegalTerm:
    """What the law wants kept at least so long. `from_year_end`: counted from the end of the calendar year."""

    kept: Kept
    months: int
    source: str
    from_year_end: bool = False


class Frame(StrEnum):
    """The forms of files that the frame writes."""

    TABLES = "tables"
    JSON = "json"
    XML = "xml"
    SIGNED_ARCHIVE = "signed_archive"


@dataclass(frozen=True, slots=True)
class Period:
    """Of what an export is asked: days as tills name them, of one store or all. `till`: of one only."""

    first: date
    last: date
    store: UUID | None = None
    till: UUID | None = None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to hand over: its name, and its bytes piece by piece."""

    name: str
    media_type: str
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Export:
    """A file that the plugin can write; `write` runs inside a reading of the organization."""

    code: str
    frame: Frame
    write: Callable[[Period], ExportFile]
    # Keys are in it: who may take it must be allowed to take everything.
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """How something of the country stands (a register, a device): what it is called, and lines about it."""

    title: str
    facts: tuple[str, ...]
    is_trouble: bool = False


@dataclass(frozen=True, slots=True)
class Slots:
    """What a plugin adds to a receipt. `machine` is the line for a machine reader, `qr` what goes into its code."""

    lines: tuple[str, ...] = ()
    qr: str = ""
    machine: str = ""


SlotsOf: TypeAlias = Callable[[Mapping[str, Value], str], Slots]
Words: TypeAlias = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A country.

    `name` is also that of its TypeScript module and of its data packs. `law` is what it is prepared for, in one line.
    `slots` fills a reprint on the server: from an entry's body, in a language. `sealer`: made for a till, where the
    device hangs at the server (None: the shop has chosen none); a device at the till is the TypeScript module's.
    """

    name: str
    country: str
    law: str
    conditions: tuple[Condition, ...]
    documents: tuple[DocumentType, ...] = ()
    mappings: tuple[DatedMapping, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    # How long the law wants what kept: the shop may say longer, never shorter (`comptoir.retention`).
    terms: tuple[LegalTerm, ...] = ()
    exports: tuple[Export, ...] = ()
    channels: tuple[Channel, ...] = ()
    slots: SlotsOf | None = None
    sealer: Callable[[UUID], Sealer | None] | None = None
    # Codes of `comptoir.countries.duties` that this plugin fulfils for a shop: it no longer opens in training only.
    fulfils: frozenset[str] = frozenset()
    # Papers name the fingerprint of the program: tills are told it.
    names_build: bool = False
    # The template of an attestation that the editor signs, in the country's language: a function of what is filled in.
    attestation: Callable[[Mapping[str, str]], tuple[str, ...]] | None = None
    # How its registers stand up to a day, in a language; inside a reading.
    status: Callable[[date, str], Sequence[Status]] | None = None
    # Lets tills begin under this law: for whom, by whom, and what was said to `begin_asks`, a code of `words`.
    begin: Callable[[UUID, UUID | None, str], None] | None = None
    begin_asks: str = ""
    # Of a demonstration: lets its device fail, or work again. For whom, by whom, and whether it is out; tills are told
    # `is_out`.
    simulate: Callable[[UUID, UUID | None, bool], None] | None = None
    # Language to code to text.
    words: Words = field(default_factory=dict)
    # The version of its dated tables: a data pack must be newer.
    pack_version: int = 1

    def mapping(self, name: str) -> DatedMapping:
        return next(table for table in self.mappings if table.name == name)

    def say(self, code: str, language: str) -> str:
        """Its word for a code; English where the language lacks it, and the code itself where nobody wrote one."""
        return self.words.get(language, {}).get(code) or self.words.get("en", {}).get(code) or code

    def fault(self, code: str, language: str) -> str:
        """Why a device or an office did not answer as wished: its words `fault_<code>`, else what was said."""
        known = f"fault_{code}"
        said = self.say(known, language)
        return code if said == known else said

    def value_words(self, value: str, language: str) -> str:
        """What a table's value is called: its words `value_<value>`, else as it stands in the law's form."""
        known = f"value_{value}"
        said = self.say(known, language)
        return value if said == known else said

    def export(self, code: str) -> Export | None:
        return next((one for one in self.exports if one.code == code), None)


def of_country(plugins: Sequence[Plugin], country: str) -> Plugin | None:
    """The plugin of a country; of two, the first by name."""
    return next((one for one in sorted(plugins, key=lambda one: one.name) if one.country == country), None)
