"""Makes tills for the load and prints a one-time code for each: python enrolment_codes.py <count>"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import django

django.setup()

from comptoir.config.demo.shop import GROCERY, ORGANIZATION  # Django first
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.tills.listing import till_rows
from comptoir.tills.public import CreateTill, IssueCode, create_till, issue_code

with reading(ORGANIZATION):
    BEFORE = len(till_rows(ORGANIZATION))


def code_of(number: int) -> str:
    till = new_uuid7()
    # A shop that a bench keeps has those of the run before.
    create_till(
        CreateTill(
            organization=ORGANIZATION, id=till, store=GROCERY.id, code=f"K{BEFORE + number}", name=f"Charge {number}"
        )
    )
    return issue_code(IssueCode(organization=ORGANIZATION, till=till, now=datetime.now(UTC))).code


print(json.dumps([code_of(number) for number in range(1, int(sys.argv[1]) + 1)]))
