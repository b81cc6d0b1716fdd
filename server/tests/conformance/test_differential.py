"""Both engines, asked the same random questions. A disagreement becomes a vector before it is fixed."""

from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir import journal
from tests.conformance.cases import answer, load
from tests.conformance.random_questions import entry_value, question, text
from tests.conformance.twin import ask, fuzz_seed, keep_as_vector

QUESTIONS_COUNT = 40_000
ENTRIES_COUNT = 2_000
SEALS_COUNT = 100

pytestmark = pytest.mark.slow


def test_both_engines_agree_on_random_questions() -> None:
    seed = fuzz_seed()
    random = Random(seed)
    questions = [question(random) for _ in range(QUESTIONS_COUNT)]

    ours = [answer(asked["call"], asked["input"]) for asked in questions]
    theirs = ask("pricing", questions)

    disagreements = [index for index in range(QUESTIONS_COUNT) if ours[index] != theirs[index]]
    for index in disagreements[:10]:
        keep_as_vector(f"found-{seed}-{index}", questions[index], ours[index], theirs[index])
    assert disagreements == [], f"seed {seed}: see conformance/pricing/found/"
    baskets = [index for index in range(QUESTIONS_COUNT) if questions[index]["call"] == "price"]
    refused = [index for index in baskets if "refusal" in ours[index]]
    assert len(baskets) - len(refused) >= 20_000
    assert len(refused) >= 500


def test_both_sides_write_the_same_bytes() -> None:
    random = Random(fuzz_seed())
    values = [entry_value(random) for _ in range(ENTRIES_COUNT - 200)]
    envelope = load("journal/envelopes.json")["base"]
    values += [{**envelope, "body": {text(random): entry_value(random)}} for _ in range(200)]

    theirs = ask("journal", [{"call": "canonicalize", "input": value} for value in values])

    for value, their in zip(values, theirs, strict=True):
        journal.check_entry_value(value)
        data = journal.canonicalize(value)
        assert their == {"text": data.decode("utf-8"), "digest": journal.digest(data)}


def test_both_sides_print_the_same_doubles() -> None:
    random = Random(fuzz_seed())
    doubles = [random.uniform(-1, 1) * 10.0 ** random.randint(-320, 308) for _ in range(2_000)]

    theirs = ask("journal", [{"call": "canonicalize", "input": [value]} for value in doubles])

    assert [their["text"] for their in theirs] == [journal.canonicalize([value]).decode() for value in doubles]


def test_both_sides_read_the_same_envelopes() -> None:
    random = Random(fuzz_seed())
    base = journal.canonicalize(load("journal/envelopes.json")["base"]).decode()
    texts = [mutated(random, base) for _ in range(2_000)]

    theirs = ask("journal", [{"call": "parse", "input": given} for given in texts])

    disagreements = [
        (given, our, their.get("refusal"))
        for given, their in zip(texts, theirs, strict=True)
        if (our := refusal_of(given)) != their.get("refusal")
    ]
    assert disagreements == []
    assert any("text" in their for their in theirs)


def test_each_side_takes_the_other_ones_seals() -> None:
    random = Random(fuzz_seed())
    private_key = ec.generate_private_key(ec.SECP256R1())
    public_key = journal.dump_public_key(private_key.public_key())
    entries = [journal.canonicalize(entry_value(random)).decode() for _ in range(SEALS_COUNT)]
    ours = [journal.seal(private_key, entry.encode()) for entry in entries]

    verified = ask(
        "journal",
        [
            {"call": "verify", "public_key": public_key, "input": entry, "seal": seal}
            for entry, seal in zip(entries, ours, strict=True)
        ],
    )
    theirs = ask("journal", [{"call": "seal", "input": entry} for entry in entries])

    assert [one["good"] for one in verified] == [True] * SEALS_COUNT
    for entry, sealed in zip(entries, theirs, strict=True):
        key = journal.load_public_key(sealed["public_key"])
        assert journal.verify_seal(key, entry.encode(), sealed["seal"])
        assert not journal.verify_seal(key, entry.encode() + b" ", sealed["seal"])


def mutated(random: Random, base: str) -> str:
    """A character changed, dropped or doubled, sometimes several: most are faults, some are not."""
    letters = list(base)
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(letters))
        match random.randrange(3):
            case 0:
                letters[place] = random.choice('0129aAfZ:-+.,{}[]"\\ é')
            case 1:
                letters[place] = ""
            case _:
                letters[place] *= 2
    return "".join(letters)


def refusal_of(given: str) -> str | None:
    try:
        journal.parse_envelope(given.encode()).parse_body()
    except journal.JournalError as refusal:
        return refusal.code
    return None
