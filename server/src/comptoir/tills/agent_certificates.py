"""Certificates for the agents of a shop that has an authority of its own (`comptoir serve --lan`).

A till's page asks an agent by TLS, and a phone trusts the shop's authority already: so the agent gets its certificate
here, without anybody copying files.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from comptoir.journal import KeyInvalid, load_public_key
from comptoir.platform import audit
from comptoir.platform.lan_authority import LanFiles, may_be_named, sign_server_certificate
from comptoir.platform.tenancy import operation
from comptoir.tills.errors import AgentAddressInvalid, AgentUnknown, EnrolmentKeyInvalid, NoAuthority
from comptoir.tills.models import Agent


@dataclass(frozen=True, slots=True)
class CertifyAgent:
    """Sign the TLS key of an agent, for the name of the address that it has told."""

    organization: UUID
    agent: UUID
    public_key: str
    now: datetime


@operation
def certify_agent(command: CertifyAgent) -> str:
    """The certificate and the authority's, as PEM.

    The name is one label below the shop's own and no other agent's: what a till asks there is signed by both sides all
    the same, so that a certificate alone opens no drawer.
    """
    agents = Agent.objects.filter(organization_id=command.organization, revoked_at__isnull=True)
    agent = agents.filter(id=command.agent).first()
    if agent is None:
        raise AgentUnknown(agent=str(command.agent))
    files = lan_authority()
    host = urlsplit(agent.address).hostname or ""
    others = [urlsplit(other.address).hostname for other in agents.exclude(id=agent.id)]
    if not may_be_named(host, files) or host in others:
        raise AgentAddressInvalid(address=agent.address)
    try:
        public_key = load_public_key(command.public_key)
    except KeyInvalid:
        raise EnrolmentKeyInvalid from None
    certificate = sign_server_certificate(files, public_key, host, now=command.now)
    audit.record("agent.certified", person=None, subject=str(agent.id), name=host)
    return certificate


def lan_authority() -> LanFiles:
    """The authority of the running server's name. Raises `NoAuthority` where TLS is somebody else's."""
    name = os.environ.get("COMPTOIR_LAN_NAME", "")
    files = LanFiles(Path(settings.HOME) / "tls" / name, name)
    if not name or not (files.authority.exists() and files.authority_key.exists()):
        raise NoAuthority
    return files
