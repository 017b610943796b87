"""A widget that draws its own lines, and only when something in it has changed.

Textual's compositor asks every widget on the screen for its lines at each key that changes one of them.
"""

from collections.abc import Iterator
from typing import Self

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.theme import Inks, inks_of


class Drawn(Widget):
    """Straight from its lines to the screen: there is no border, padding or opacity for Textual to add."""

    ALLOW_SELECT = False
    _kept: tuple[object, list[Strip]] | None = None
    """What was drawn last, and of what."""

    @property
    def inks(self) -> Inks:
        """The colours of the theme in force."""
        return inks_of(self.app.theme)

    def draw(self, columns: int, rows: range) -> Iterator[Strip]:
        """These of the lines that can be seen, each in exactly so many columns."""
        raise NotImplementedError

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw again what has changed."""
        self._kept = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """What was drawn last, or drawn anew."""
        columns = self.size.width
        of = (crop, columns, self.app.theme)
        if self._kept is not None and self._kept[0] == of:
            return self._kept[1]
        strips = list(self.draw(columns, range(crop.y, crop.bottom)))
        for line_filter in self.get_line_filters():
            ground = self.background_colors[1]  # Textual works it out anew for each who asks.
            strips = [strip.apply_filter(line_filter, ground) for strip in strips]
        if crop.x or crop.width != columns:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        self._kept = (of, strips)
        return strips
