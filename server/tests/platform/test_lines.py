"""What stands in the log, and what must not."""

import json
import logging
import sys

import psycopg
import pytest

from comptoir.platform.lines import clean, formatter

ROW = (
    'duplicate key value violates unique constraint "customers_mail"\n'
    "DETAIL:  Key (mail)=(ada@example.org) already exists for\nAda Lovelace, 12 rue Haute.\n"
    "HINT:  None."
)


def line_of(form: str, text: str, *words: object, error: BaseException | None = None) -> str:
    about = (type(error), error, None) if error is not None else None
    record = logging.LogRecord("comptoir.sales", logging.WARNING, __file__, 1, text, words, about)
    return formatter(form).format(record)


def test_a_line_is_one_object_with_its_time_level_and_place() -> None:
    said = json.loads(line_of("json", "a batch of %d entries could not be written", 3))
    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "level": "warning",
        "logger": "comptoir.sales",
        "event": "a batch of 3 entries could not be written",
    }


def test_people_read_a_line_of_text() -> None:
    time, words = line_of("text", "the listener failed").split(" ", 1)
    assert time.endswith("Z")
    assert words == "warning  comptoir.sales: the listener failed"


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_row_that_the_database_refused_is_not_told(form: str) -> None:
    told = line_of(form, "could not be written: %s", ROW, error=psycopg.errors.UniqueViolation(ROW))
    assert "customers_mail" in told
    assert "HINT:  None." in told
    for person in ("ada@", "Ada", "Lovelace", "rue Haute"):
        assert person not in told


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail to ada.l+x@mail.example.org failed", "mail to …@… failed"),
        ("entry 018f2c3e-7b1a-7c3d-8e4f-5a6b7c8d9e0f", "entry 018f2c3e-7b1a-7c3d-8e4f-5a6b7c8d9e0f"),
        ("at user@host", "at user@host"),
        ("Traceback\nDETAIL:  Failing row contains (Ada).\n\nThe above exception", "Traceback\n\nThe above exception"),
    ],
)
def test_what_is_a_persons_is_left_out_and_the_rest_stays(text: str, left: str) -> None:
    assert clean(text) == left


def test_a_cards_number_is_masked() -> None:
    assert "4111111111111111" not in clean("paid by 4111111111111111")


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="text or json"):
        formatter("xml")


def test_a_failure_is_told_with_where_it_happened() -> None:
    try:
        raise RuntimeError("a till of ada@example.org")
    except RuntimeError:
        record = logging.LogRecord("comptoir.edge", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    said = json.loads(formatter("json").format(record))
    assert said["exception"].endswith("RuntimeError: a till of …@…")
    assert "test_lines.py" in said["exception"]
