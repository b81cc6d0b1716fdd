"""Agents: the programs on a shop's hardware, how they are, and how a new one joins."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.onboarding_authority import read_authority
from comptoir.identity.public import Permission
from comptoir.platform.public import stores
from comptoir.tills import agent_rows as queries
from comptoir.tills.public import IssueAgentCode, RevokeAgent, issue_agent_code, revoke_agent


@reads(Permission.SEE_TILLS)
def agents(visit: Visit) -> HttpResponse:
    """Every agent as it last reported itself."""
    context: dict[str, object] = {
        "agents": queries.agents(visit.organization),
        "stores": stores(),
        "may_manage": visit.may(Permission.MANAGE_TILLS),
    }
    return visit.render("agents.html", context)


@acts(Permission.MANAGE_TILLS)
def invite(visit: Visit, store: UUID) -> HttpResponse:
    """Make an invitation for a store, and show it this once: the server keeps only the code's hash."""
    with visit.reading():
        known = {place.id: place for place in stores()}
    if store not in known:
        raise Http404
    if visit.request.method != "POST":
        return redirect("agents")
    command = IssueAgentCode(organization=visit.organization, person=visit.person, store=store, now=visit.now)
    issued = issue_agent_code(command)
    context: dict[str, object] = {
        "store": known[store],
        "invitation": invitation(visit, issued.code),
        "expires_at": issued.expires_at,
    }
    with visit.reading():
        answer = visit.render("agent_invite.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@acts(Permission.MANAGE_TILLS)
def revoke(visit: Visit, agent: UUID) -> HttpResponse:
    """Ask first: tills print no more through it."""
    with visit.reading():
        found = next((row for row in queries.agents(visit.organization) if row.id == agent), None)
        if found is None:
            raise Http404
        if visit.request.method != "POST":
            return visit.render("agent_revoke.html", {"agent": found})
    revoke_agent(RevokeAgent(organization=visit.organization, person=visit.person, agent=agent, now=visit.now))
    messages.success(visit.request, _("Revoked. Tills no longer use this agent."))
    return redirect("agents")


def invitation(visit: Visit, code: str) -> str:
    """What `comptoir-agent join` takes: where, the code, and the fingerprint of the authority to trust there."""
    request = visit.request
    origin = (settings.ADDRESS or f"{request.scheme}://{request.get_host()}").rstrip("/")
    name = os.environ.get("COMPTOIR_LAN_NAME", "")
    file = Path(settings.HOME) / "tls" / name / "authority.pem"
    if not name or not file.exists():
        return f"{origin}/#code={code}"
    fingerprint = read_authority(file, name).fingerprint.replace(":", "").lower()
    return f"{origin}/#code={code}&authority={fingerprint}"
