"""Prints a one-time code with which an agent joins the grocery: python agent_code.py"""

from __future__ import annotations

from datetime import UTC, datetime

import django

django.setup()

from comptoir.config.demo.shop import GROCERY, ORGANIZATION  # Django first
from comptoir.tills.public import IssueAgentCode, issue_agent_code

print(issue_agent_code(IssueAgentCode(organization=ORGANIZATION, store=GROCERY.id, now=datetime.now(UTC))).code)
