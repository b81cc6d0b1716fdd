"""A card company's file that pays a card which was taken without the bank: its bank said yes. Nothing less says so."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from comptoir.payments.offline_cards import DecideOfflineCard, decide_offline_card
from comptoir.settlements.commands import Took
from comptoir.settlements.public import take_back_file, take_file
from tests.backoffice.conftest import Day
from tests.payments.attempts import card_attempt
from tests.sales.shop import rows
from tests.settlements.test_settlements import HEAD, at, told, trial, turn


def offline_card(day: Day, seconds: int, amount: int, authorization: str) -> UUID:
    return card_attempt(
        day.shop, day.till, at(day, seconds), "pending", "approved", driver="nexo", is_offline=True, amount=amount,
        authorization=authorization, trace="", receipt="00000042",
    )  # fmt: skip


def standing(day: Day) -> dict[UUID, str]:
    return {UUID(str(row["id"])): str(row["offline"]) for row in rows("payments_card_attempt", day.organization)}


def said(day: Day, action: str) -> int:
    return sum(row["action"] == action for row in rows("platform_auditevent", day.organization))


def test_a_file_confirms_the_cards_that_it_pays_by_number_and_leaves_the_others(day: Day) -> None:
    by_own, by_card = offline_card(day, 600, 2_500, "A1"), offline_card(day, 700, 900, "B2")
    by_amount, another_sum = offline_card(day, 800, 333, ""), offline_card(day, 900, 444, "D4")
    missing, refused = offline_card(day, 1_000, 555, "E5"), offline_card(day, 1_100, 666, "F6")
    later = offline_card(day, 40 * 86_400, 777, "G7")
    no = DecideOfflineCard(
        organization=day.organization, person=None, attempt=refused, is_confirmed=False, at=at(day, 2_000)
    )
    decide_offline_card(no)
    content = HEAD + "".join(
        (
            told(day, 601, f"25.00,0.30,payment,a,{by_own},,,,P"),
            told(day, 701, "9.00,0.10,payment,b,,B2,,1111,P"),
            told(day, 801, "3.33,0.10,payment,c,,,,,P"),
            told(day, 901, "4.00,0.10,payment,d,,D4,,1111,P"),
            told(day, 1_101, "6.66,0.10,payment,f,,F6,,1111,P"),
            told(day, 2_000, "1.00,0.10,payment,g,,,,,P"),
        )
    )
    file = trial(day, content)

    # Whoever may not confirm takes the lines; the cards wait for somebody who may.
    assert take_file(turn(day, file)) == Took(6)
    untouched = standing(day)
    sure = replace(turn(day, file), confirms=True, now=at(day, 0) + timedelta(days=2))
    took = [take_file(sure), take_file(sure)]

    assert set(untouched.values()) == {"waiting", "refused"}
    assert took == [Took(6, cards=2), Took(6)]
    assert standing(day) == {
        by_own: "confirmed", by_card: "confirmed", by_amount: "waiting", another_sum: "waiting", missing: "waiting",
        refused: "refused", later: "waiting",
    }  # fmt: skip
    assert said(day, "payments.offline_confirmed") == 2
    [row] = [row for row in rows("payments_card_attempt", day.organization) if row["id"] == by_own]
    assert (row["offline_at"], row["offline_by"]) == (sure.now, None)

    # What was confirmed stays so: somebody has gone home with it.
    take_back_file(turn(day, file))
    assert standing(day)[by_own] == "confirmed"
