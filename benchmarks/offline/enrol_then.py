"""Registers a till's key as the door does, at a time that is told: the bench's till was enrolled a month ago.

    python enrol_then.py <moment, ISO 8601> < the request's body

Prints the door's answer.
"""

from __future__ import annotations

import sys
from datetime import datetime
from uuid import UUID

import django

django.setup()

import msgspec  # Django first

from comptoir.config.demo.shop import ORGANIZATION
from comptoir.edge.enrol import Enrolled, EnrolRequest, answer_of
from comptoir.tills.public import RegisterKey, register_key

request = msgspec.json.decode(sys.stdin.buffer.read(), type=EnrolRequest)
registered = register_key(
    RegisterKey(
        organization=UUID(str(ORGANIZATION)),
        code=request.code,
        public_key=request.public_key,
        proof=request.proof,
        device=request.device.id,
        label=request.device.label,
        app_version=request.device.app_version,
        user_agent=request.device.user_agent,
        now=datetime.fromisoformat(sys.argv[1]),
    )
)
answer: Enrolled = answer_of(registered)
print(msgspec.json.encode(answer).decode())
