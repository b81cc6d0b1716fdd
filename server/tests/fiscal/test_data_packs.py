"""Data packs: what counts, what does not, and that what is shipped is the floor."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.fiscal import data_packs, registry
from comptoir.fiscal.data_packs import add_pack, mapping_of, packs, sign_pack
from comptoir.fiscal.errors import PackRefused
from comptoir.fiscal.mappings import DatedMapping, Row
from comptoir.fiscal.models import DataPack
from comptoir.journal import to_base64url
from tests.databases import TestDatabase

KEY = Ed25519PrivateKey.generate()
SHIPPED = DatedMapping("tax_category", (Row("S/200000", "normal", date(2020, 1, 1), "shipped"),))


@pytest.fixture(autouse=True)
def country(alone: TestDatabase, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """France with a table, and one publisher who is trusted."""
    settings.COMPTOIR_PUBLISHERS = [to_base64url(KEY.public_key().public_bytes_raw())]
    known = registry.plugin_named("fr")
    assert known is not None
    with_table = replace(known, mappings=(SHIPPED,))
    monkeypatch.setattr(data_packs, "plugin_named", lambda name: with_table if name == "fr" else None)


def content(version: int = 2, plugin: str = "fr", table: str = "tax_category") -> dict[str, Any]:
    row = {"key": "S/200000", "value": "raised", "from": "2027-01-01", "source": "a law"}
    return {"plugin": plugin, "version": version, "valid_from": "2027-01-01", "mappings": {table: [row]}}


def test_newer_rows_count_from_their_day(db: None) -> None:
    add_pack(sign_pack(content(), KEY))
    add_pack(sign_pack(content(), KEY))

    table = mapping_of("fr", "tax_category")
    assert table.of("S/200000", date(2026, 12, 31)) == "normal"
    assert table.of("S/200000", date(2027, 1, 1)) == "raised"
    assert [(one.plugin, one.version) for one in packs()] == [("fr", 2)]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (sign_pack(content(), Ed25519PrivateKey.generate()), "signer"),
        (sign_pack(content(), KEY).replace(b"raised", b"lowered"), "signature"),
        (sign_pack(content(version=1), KEY), "version"),
        (sign_pack(content(plugin="xx"), KEY), "country"),
        (sign_pack(content(table="other"), KEY), "table"),
        (sign_pack({"plugin": "fr"}, KEY), "form"),
        (b"nothing", "signer"),
    ],
)
def test_what_does_not_count_is_refused_and_not_kept(db: None, raw: bytes, why: str) -> None:
    with pytest.raises(PackRefused) as refused:
        add_pack(raw)

    assert refused.value.details["why"] == why
    assert not DataPack.objects.exists()


def test_older_pack_and_another_of_the_same_version_are_refused(db: None) -> None:
    add_pack(sign_pack(content(version=3), KEY))

    for version in (2, 3):
        other = {**content(version=version), "valid_from": "2028-01-01"}
        with pytest.raises(PackRefused):
            add_pack(sign_pack(other, KEY))
    assert [one.version for one in packs()] == [3]


def test_publisher_who_is_no_longer_trusted_counts_no_more(db: None, settings) -> None:
    add_pack(sign_pack(content(), KEY))
    settings.COMPTOIR_PUBLISHERS = []

    assert mapping_of("fr", "tax_category").of("S/200000", date(2027, 1, 1)) == "normal"
