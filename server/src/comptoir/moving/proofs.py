"""What somebody outside needs to check an export without Comptoir (docs/auditor/export-format.md), beside its tables.

entries/<till>-<n>.ids        what tables call each entry of the chain, in the order of its lines
certificates/<till>-<n>.txt   the server's word that a key is this chain's
log/head.txt                  the signed head of the log, with whoever cosigned it
log/cosigned/<n>.txt          the newest head that each witness cosigned, with its line
log/remembered.json           what was signed last, as it is kept outside the database
server-key.txt                the key that signed both
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from uuid import UUID

from comptoir.moving.carried import Connection
from comptoir.tills.log_key import Signed, read_signed
from comptoir.tills.server_key import server_public_key

COSIGNED = """
    SELECT DISTINCT ON (witness_id) head, line FROM witnesses_cosignature WHERE organization_id = %s
    ORDER BY witness_id, size DESC, signed_at DESC
"""


def remembered(organization: UUID) -> Signed:
    """Asked for before the snapshot is taken: so no head of the file is older than it."""
    return read_signed(organization)


def write_proofs(connection: Connection, archive: zipfile.ZipFile, organization: UUID, last: Signed) -> None:
    """All but the names of entries, which are written beside them."""
    archive.writestr("server-key.txt", server_public_key() + "\n")
    archive.writestr("log/remembered.json", json.dumps(asdict(last)) + "\n")
    found = connection.execute("SELECT note FROM platform_tree_head WHERE organization_id = %s", [organization])
    if (row := found.fetchone()) is not None:
        archive.writestr("log/head.txt", row[0])
    cosigned = connection.execute(COSIGNED, [organization]).fetchall()
    for number, (head, line) in enumerate(cosigned, start=1):
        archive.writestr(f"log/cosigned/{number}.txt", f"{head}{line}")


def write_certificate(connection: Connection, archive: zipfile.ZipFile, chain: UUID, name: str) -> None:
    """As the till holds it, too."""
    row = connection.execute("SELECT certificate FROM tills_enrolment WHERE id = %s", [chain]).fetchone()
    if row is not None:
        archive.writestr(f"certificates/{name}.txt", row[0])
