"""The screens of figures and reports over the register: which there are, and how the keys turn from one to another."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.app import Outstanding

VIEWS = {
    "today": "tui.screens.today:TodayView",
    "position": "tui.screens.position:PositionView",
    "movement": "tui.screens.movement:MovementView",
    "escalation": "tui.screens.escalation:EscalationView",
    "reports": "tui.screens.reports:ReportsView",
    "findings": "tui.screens.findings:FindingsView",
    "policy": "tui.screens.policy:PolicyView",
    "order": "tui.screens.order:OrderView",
    "kept": "tui.screens.kept:KeptView",
}
"""By the id of its command, where each view is; it is loaded when it is first asked for."""


async def turn_to(desk: "Outstanding", id_: str) -> None:
    """Show that view instead of the one shown, as it was left; or the register. Back when it is on the screen."""
    shown = desk.screen is not desk.register
    if id_ == "register":
        if shown:
            await desk.pop_screen()
        return
    if not desk.is_screen_installed(id_):
        module, name = VIEWS[id_].split(":")
        desk.install_screen(getattr(import_module(module), name)(), id_)
    if desk.screen is desk.get_screen(id_):
        return
    desk.hush()
    await (desk.switch_screen(id_) if shown else desk.push_screen(id_))
