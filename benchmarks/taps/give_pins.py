"""Gives two people of the rehearsed shop a PIN, by the operation that the back office uses.

python give_pins.py <first PIN> <second PIN>
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import django

django.setup()

from comptoir.config.demo.founding import OWNER  # Django first
from comptoir.config.demo.shop import CASHIERS, ORGANIZATION
from comptoir.staff.commands import SetPin
from comptoir.staff.public import set_pin

for cashier, pin in zip(CASHIERS, sys.argv[1:], strict=False):
    now = datetime.now(UTC)
    set_pin(SetPin(organization=ORGANIZATION, person=OWNER, employee=cashier.id, pin=pin, now=now))
