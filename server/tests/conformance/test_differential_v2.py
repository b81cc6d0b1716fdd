"""Both engines 2, asked the same random baskets with promotions. A disagreement becomes a vector before it is fixed."""

from random import Random

import pytest

from tests.conformance.cases_v2 import Json, priced_all
from tests.conformance.random_v2 import shop
from tests.conformance.twin import begin_asking, fuzz_seed, keep_as_vector

BASKETS_OF_A_SHOP = 5


def test_both_engines_agree_on_a_few_baskets() -> None:
    found = disagreements(shops_count=200)

    assert found.promoted >= 300


@pytest.mark.slow
def test_both_engines_agree_on_a_hundred_thousand_baskets() -> None:
    found = disagreements(shops_count=21_000)

    assert found.priced >= 100_000 - found.refused
    assert found.promoted >= 40_000
    assert found.refused >= 2_000


class Tally:
    """How many baskets were priced, how many of them with a promotion, and how many were refused."""

    def __init__(self) -> None:
        self.priced = self.promoted = self.refused = 0

    def count(self, answer: Json) -> None:
        if "refusal" in answer:
            self.refused += 1
        else:
            self.priced += 1
            self.promoted += bool(answer["promotion_totals"])


def disagreements(*, shops_count: int) -> Tally:
    """Ask both sides; every disagreement is kept as a vector that fails until somebody decides who is right."""
    seed = fuzz_seed()
    random = Random(seed)
    shops = [shop(random, BASKETS_OF_A_SHOP) for _ in range(shops_count)]

    answers = begin_asking("pricing", [{"call": "price_2_shop", "input": given} for given in shops])
    ours = [priced_all(given) for given in shops]
    theirs = [answer["answers"] for answer in answers()]

    different = [
        (place, basket)
        for place, (our, their) in enumerate(zip(ours, theirs, strict=True))
        if our != their
        for basket in range(len(our))
        if our[basket : basket + 1] != their[basket : basket + 1]
    ]
    for place, basket in different[:10]:
        asked = {"basket_2": shops[place]["baskets"][basket], "rules": shops[place]["rules"]}
        found = {"call": "price_2", "input": asked}
        keep_as_vector(f"found-2-{seed}-{place}-{basket}", found, ours[place][basket], theirs[place][basket])
    assert different == [], f"seed {seed}: see conformance/pricing/found/"
    tally = Tally()
    for our in ours:
        for answer in our:
            tally.count(answer)
    return tally
