"""The page of commissions: rules by who may, sums by person, and a file."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client

from comptoir.commissions.public import rules
from comptoir.identity.public import Role
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day

DAYS = {"from": "2026-11-01", "to": "2026-11-30"}
RULE = {"who": "", "what": "", "code": "", "basis": "net", "share": "2,5", "valid_from": "2026-11-01"}


def test_a_rule_is_made_counted_and_ended(owner: Client, day: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    manager, cashier = (sign_in(day.organization, role) for role in (Role.MANAGER, Role.CASHIER))
    refused = [
        owner.post("/commissions/rules", {**RULE, **wrong}).status_code
        for wrong in ({"share": "much"}, {"share": "101"}, {"basis": "gross"}, {"code": "4006381333931"}, {"what": "x"})
    ]
    assert refused == [422] * 5
    assert manager.post("/commissions/rules", RULE).status_code == 403
    assert [cashier.get(page).status_code for page in ("/commissions", "/commissions.csv")] == [403, 403]
    with reading(day.organization):
        assert rules() == []

    assert owner.post("/commissions/rules", RULE).status_code == 302
    page = manager.get("/commissions", DAYS).content.decode()
    lines = manager.get("/commissions.csv", DAYS).content.decode("utf-8-sig").splitlines()

    # 1.09 twice and 7.42, 6.68 with ten percent off, one bread back: 15.19, of it 2.5 %.
    assert "€0.38" in page
    assert "New rule" not in page
    assert (
        lines[1]
        == '2026-11-19,2026-11-19,Centre,Amir,"2.5% of what is sold, without tax",Everything,15.19,3,0.38,still open'
    )

    with reading(day.organization):
        [rule] = rules()
    assert owner.post(f"/commissions/rules/{rule.id}/end", {"last": "2026-11-18"}).status_code == 302
    assert "No commissions in this period" in owner.get("/commissions", DAYS).content.decode()
