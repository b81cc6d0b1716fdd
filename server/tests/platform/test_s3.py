"""Backups in a store that speaks S3 and checks every signature by its own computation."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from comptoir.platform.backups.places import Kept, PlaceTroubled
from comptoir.platform.backups.plan import Backups, Plan
from comptoir.platform.backups.s3 import Access, Asked, S3Place, sign

STORE = Path(__file__).with_name("s3_store.py")
NAME = "20261127T183000Z-books.comptoir"


def write_two(target: BinaryIO) -> None:
    target.write(b"xy")


@dataclass(frozen=True, slots=True)
class Store:
    place: S3Place
    folder: Path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("store")
    command = [sys.executable, str(STORE), str(folder), "shop", "eu-west-3", "AKIDEXAMPLE", "a+secret/key"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        access = Access("AKIDEXAMPLE", "a+secret/key")
        place = S3Place(f"http://127.0.0.1:{port}", "eu-west-3", "shop", "été 1/", access, part_bytes=1_000)
        yield Store(place, folder)
    finally:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_the_signature_is_the_one_of_the_published_example() -> None:
    """AWS, "Signature Calculations for the Authorization Header", example of GET Bucket Lifecycle."""
    asked = Asked(
        "GET", "/", {"lifecycle": ""}, "examplebucket.s3.amazonaws.com",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    )  # fmt: skip
    access = Access("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")

    headers = sign(asked, access, "us-east-1", datetime(2013, 5, 24, tzinfo=UTC))

    assert headers["authorization"].endswith(
        "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    )
    assert "wJalr" not in repr(access)


@pytest.mark.parametrize("size", [0, 1, 999, 1_000, 1_001, 5_432])
def test_what_is_put_comes_back_whole_also_in_parts(store: Store, size: int) -> None:
    plain = bytes(number % 251 for number in range(size))

    def write(target) -> None:
        for start in range(0, size, 700):
            target.write(plain[start : start + 700])

    assert store.place.put(NAME, write) == size
    with store.place.open(NAME) as source:
        assert source.read(10_000) == plain
    store.place.remove(NAME)
    assert store.place.list() == []
    assert list(store.folder.iterdir()) == []


def test_every_page_of_a_listing_is_read_and_strangers_are_left_out(store: Store) -> None:
    names = [f"202611{day:02}T183000Z-books.comptoir" for day in range(1, 9)]
    for name in [*names, "a stranger's file.txt"]:
        store.place.put(name, write_two)

    assert store.place.list() == [Kept(name, 2) for name in names]
    assert replace(store.place, prefix="elsewhere/").list() == []
    for path in store.folder.iterdir():
        path.unlink()


def test_a_write_that_breaks_off_leaves_no_part_and_no_name(store: Store) -> None:
    def stumble(target) -> None:
        target.write(bytes(2_500))
        raise KeyError("the middle")

    with pytest.raises(KeyError):
        store.place.put(NAME, stumble)

    assert list(store.folder.iterdir()) == []


def test_what_the_store_refuses_is_said_in_its_own_words(store: Store) -> None:
    late = replace(store.place, now=lambda: datetime.now(UTC) - timedelta(hours=1))
    for place, code in (
        (replace(store.place, access=Access("AKIDEXAMPLE", "another")), "SignatureDoesNotMatch"),
        (replace(store.place, access=Access("ANOTHER", "a+secret/key")), "InvalidAccessKeyId"),
        (replace(store.place, bucket="elsewhere"), "NoSuchBucket"),
        (late, "RequestTimeTooSkewed"),
    ):
        with pytest.raises(PlaceTroubled, match=code):
            place.put(NAME, write_two)
    with pytest.raises(PlaceTroubled, match="NoSuchKey"), store.place.open(NAME):
        pass
    with pytest.raises(PlaceTroubled, match="does not answer"):
        replace(store.place, endpoint="http://127.0.0.1:9").list()
    assert list(store.folder.iterdir()) == []


def test_a_plan_of_a_store_keeps_its_secret_apart(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    backups = Backups(tmp_path)
    backups.write(Plan("s3://shop/a/b", "", "", endpoint="https://s3.example", region="eu", key_id="AK"), secret="hush")

    plan = backups.read()
    assert plan is not None
    assert backups.place(plan) == S3Place("https://s3.example", "eu", "shop", "a/b/", Access("AK", "hush"))
    assert "hush" not in (tmp_path / "backups" / "plan.json").read_text()
