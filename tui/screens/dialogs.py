"""All that the register opens over itself, in one room that is loaded behind the first paint."""

from tui.screens.add import AddAudit, AddRecommendation
from tui.screens.bulk import BulkDue, BulkOwner, BulkStatus, BulkUpdate, RefusedSheet
from tui.screens.due import DueDialog
from tui.screens.edit import EditAudit, EditDirectorate, EditRecommendation
from tui.screens.evidence import EvidenceDialog
from tui.screens.exporting import ExportDialog
from tui.screens.help import HelpScreen
from tui.screens.importing import ImportDialog
from tui.screens.narrow import NarrowMenu, choices
from tui.screens.palette import PaletteScreen
from tui.screens.status import StatusDialog
from tui.screens.step import StepDialog, StepsDialog
from tui.screens.update import UpdateDialog

__all__ = [
    "AddAudit",
    "AddRecommendation",
    "BulkDue",
    "BulkOwner",
    "BulkStatus",
    "BulkUpdate",
    "DueDialog",
    "EditAudit",
    "EditDirectorate",
    "EditRecommendation",
    "EvidenceDialog",
    "ExportDialog",
    "HelpScreen",
    "ImportDialog",
    "NarrowMenu",
    "PaletteScreen",
    "RefusedSheet",
    "StatusDialog",
    "StepDialog",
    "StepsDialog",
    "UpdateDialog",
    "choices",
]
