"""Reads of tills that are more than a `.get()`."""

from uuid import UUID

from comptoir.platform.tenancy import current_organization
from comptoir.tills.models import Agent, Till


def till_exists(till: UUID) -> bool:
    """Whether the current organization has this till."""
    return Till.objects.filter(organization_id=current_organization(), id=till).exists()


def is_agent_trusted(agent: UUID) -> bool:
    """Whether the agent joined a store of the organization and was not revoked since."""
    agents = Agent.objects.filter(organization_id=current_organization(), id=agent, revoked_at__isnull=True)
    return agents.exists()
