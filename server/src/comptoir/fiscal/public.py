"""What other apps, and the countries, may use of the frame."""

from comptoir.fiscal.archiving import archive_path, make_archive, require_archived
from comptoir.fiscal.build import Software, software
from comptoir.fiscal.closings import DayClosing, SummedPeriod, by_period, day_closings
from comptoir.fiscal.commands import MakeArchive, StateFact, TakePack, TellTills
from comptoir.fiscal.data_packs import Pack, PackView, TablesInForce, mapping_of, packs, tables_in_force
from comptoir.fiscal.errors import DeviceUnknown
from comptoir.fiscal.events import OfficeEvent, TillEvent, office_events, till_events
from comptoir.fiscal.mappings import DatedMapping, Row, Unmapped, tax_key
from comptoir.fiscal.operations import state_fact, take_pack, tell_tills
from comptoir.fiscal.plugin import (
    Condition,
    DocumentType,
    Export,
    ExportFile,
    Frame,
    LegalTerm,
    Obligation,
    Period,
    Plugin,
    Slots,
    State,
    Status,
)
from comptoir.fiscal.queries import ArchiveView, archives, fact, facts, server_key_text, till_documents
from comptoir.fiscal.queue import QueueState, RetrySendings, queue_states, retry_sendings, waiting_too_long
from comptoir.fiscal.registry import plugin_named, plugin_of, plugins
from comptoir.fiscal.sealing import Answer, Draft, Failed, Outage, Sealed, Sealer, Step, Unknown, Value, after
from comptoir.fiscal.sending import Channel, Message, Told, Verdict
from comptoir.fiscal.taking import BooksChecked, check_books, note_program, note_taken
from comptoir.fiscal.totals import Totals, perpetual_totals
from comptoir.platform.privacy import Kept

__all__ = [
    "Answer",
    "ArchiveView",
    "BooksChecked",
    "Channel",
    "Condition",
    "DatedMapping",
    "DayClosing",
    "DeviceUnknown",
    "DocumentType",
    "Draft",
    "Export",
    "ExportFile",
    "Failed",
    "Frame",
    "Kept",
    "LegalTerm",
    "MakeArchive",
    "Message",
    "Obligation",
    "OfficeEvent",
    "Outage",
    "Pack",
    "PackView",
    "Period",
    "Plugin",
    "QueueState",
    "RetrySendings",
    "Row",
    "Sealed",
    "Sealer",
    "Slots",
    "Software",
    "State",
    "StateFact",
    "Status",
    "Step",
    "SummedPeriod",
    "TablesInForce",
    "TakePack",
    "TellTills",
    "TillEvent",
    "Told",
    "Totals",
    "Unknown",
    "Unmapped",
    "Value",
    "Verdict",
    "after",
    "archive_path",
    "archives",
    "by_period",
    "check_books",
    "day_closings",
    "fact",
    "facts",
    "make_archive",
    "mapping_of",
    "note_program",
    "note_taken",
    "office_events",
    "packs",
    "perpetual_totals",
    "plugin_named",
    "plugin_of",
    "plugins",
    "queue_states",
    "require_archived",
    "retry_sendings",
    "server_key_text",
    "software",
    "state_fact",
    "tables_in_force",
    "take_pack",
    "tax_key",
    "tell_tills",
    "till_documents",
    "till_events",
    "waiting_too_long",
]
