"""What is wrong, with the document that it concerns."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """`document` is the number that a customer holds (`A1-1-42`), or the file; `entry` what tables call it."""

    code: str
    document: str = ""
    entry: str = ""
    details: dict[str, str | int] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What was read and what was found. A remark is to be known, and no fault."""

    organization: str = ""
    name: str = ""
    entries: int = 0
    chains: int = 0
    rows: int = 0
    log_lines: int = 0
    head_size: int = 0
    cosigned: int = 0
    quarantined: int = 0
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)

    def add(self, code: str, document: str = "", entry: str = "", **details: str | int) -> None:
        self.findings.append(Finding(code, document, entry, details))

    def remark(self, code: str, document: str = "", entry: str = "", **details: str | int) -> None:
        self.remarks.append(Finding(code, document, entry, details))
