"""The lines drawn on a PDF's page: strokes, thin boxes, and the edges of shaded ones, as far as they are seen."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pypdfium2 import raw

from reports.read.paper.pdf.letters import Turn
from reports.read.paper.pdf.page import Stroke

_THIN = 3.0
"""Points: a box that is no thicker is a line."""
_THICK = 4.0
"""Points: a line that is thicker is a box."""
_STRAIGHT = 0.7
"""Points by which a line may slant and still run across or down."""
_WHITE = 250
"""Of 255: who is so light in all three colours is not seen."""
_MOST = 100_000
"""Things drawn on one page; who draws more is drawing a map."""
_DEEPEST = 8
"""Drawings within drawings."""
_PICTURE = 0.3
"""Of the page's surface: a picture that takes more may be a page that was scanned."""
_OUTLINES = 50
"""Things drawn on a page without letters from which it may be letters that were turned into outlines."""


class _Box(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float

    def cut(self, other: "_Box") -> "_Box | None":
        """What of it lies within the other."""
        x0, y0, x1, y1 = max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1)
        return _Box(x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


class _Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: "_Matrix") -> "_Matrix":
        """This one, and then the outer one."""
        a, b = outer.a * self.a + outer.c * self.b, outer.b * self.a + outer.d * self.b
        c, d = outer.a * self.c + outer.c * self.d, outer.b * self.c + outer.d * self.d
        return _Matrix(a, b, c, d, *outer.at(self.e, self.f))


@dataclass(slots=True)
class Drawings:
    """What is drawn on a page besides its letters."""

    boxes: list[_Box] = field(default_factory=list)
    """Lines, as boxes of no or little thickness, as the file has them."""
    pictures: float = 0.0
    """The surface of the largest picture, in square points."""
    things: int = 0
    """How many things are drawn."""

    def strokes(self, turn: Turn) -> tuple[Stroke, ...]:
        """The lines on the page once it is turned."""
        if self.things > _MOST:
            return ()
        return tuple(_stroke(turn(box.x0, box.y0), turn(box.x1, box.y1)) for box in self.boxes)

    def may_be_scan(self, width: float, height: float) -> bool:
        """On a page without letters: do these drawings stand for what ought to be words?"""
        return self.pictures > _PICTURE * width * height or self.things > _OUTLINES


def drawings_of(page: Any) -> Drawings:
    """What is drawn on a page of the library."""
    found = Drawings()
    for drawn, matrix, clip in _objects(page.raw, _Matrix(), 0):
        found.things += 1
        if found.things > _MOST:
            break
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = _bounds([matrix.at(x, y) for x, y in ((0, 0), (0, 1), (1, 0), (1, 1))])
            found.pictures = max(found.pictures, (box.x1 - box.x0) * (box.y1 - box.y0))
            lines = [box] if min(box.x1 - box.x0, box.y1 - box.y0) <= _THIN else []
        else:
            lines = _lines(drawn, matrix)
        found.boxes += lines if clip is None else [cut for line in lines if (cut := line.cut(clip))]
    return found


def _stroke(one: tuple[float, float], other: tuple[float, float]) -> Stroke:
    return Stroke(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))


# What the library has. -----------------------------------------------------------------------------------------------


def _objects(page: Any, outer: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix, _Box | None]]:
    """All paths and pictures of a page or of a drawing within it, how they lie on it, and to what they are cut."""
    many = raw.FPDFPage_CountObjects(page) if depth == 0 else raw.FPDFFormObj_CountObjects(page)
    for at in range(max(many, 0)):
        drawn = raw.FPDFPage_GetObject(page, at) if depth == 0 else raw.FPDFFormObj_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _objects(drawn, _matrix(drawn).within(outer), depth + 1)
        elif kind in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE}:
            yield drawn, _matrix(drawn).within(outer), _clip(drawn, outer)


def _matrix(drawn: Any) -> _Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(drawn, found):
        return _Matrix()
    return _Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _clip(drawn: Any, outer: _Matrix) -> _Box | None:
    """The box that a thing is cut to; None if it is not."""
    clip = raw.FPDFPageObj_GetClipPath(drawn)
    box: _Box | None = None
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, path)
        points = [_point(raw.FPDFClipPath_GetPathSegment(clip, path, at)) for at in range(max(count, 0))]
        if points:
            one = _bounds([outer.at(*point) for point in points])
            box = one if box is None else box.cut(one) or _Box(0, 0, 0, 0)
    return box


def _point(segment: Any) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _bounds(points: list[tuple[float, float]]) -> _Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return _Box(min(xs), min(ys), max(xs), max(ys))


# From paths to lines. ------------------------------------------------------------------------------------------------


def _lines(drawn: Any, matrix: _Matrix) -> list[_Box]:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawn, mode, stroked)
    wide = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(drawn, wide)
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    lines: list[_Box] = []
    for points, straight in _outlines(drawn, matrix):
        box = _bounds(points)
        if stroked.value and wide.value * scale <= _THICK:
            lines += [_bounds([one, other]) for one, other in straight if _is_straight(one, other)]
        elif stroked.value:
            for one, other in straight:
                lines += _edges(_widened(_bounds([one, other]), wide.value * scale / 2))
        elif mode.value and min(box.x1 - box.x0, box.y1 - box.y0) <= _THIN:
            lines.append(_thin(box))
        elif mode.value and _is_seen(drawn):
            lines += [_bounds([one, other]) for one, other in straight if _is_straight(one, other)]
    return lines


def _outlines(drawn: Any, matrix: _Matrix) -> Iterator[tuple[list[tuple[float, float]], list[Any]]]:
    """The points of each outline of a path, and the straight parts between them."""
    points: list[tuple[float, float]] = []
    straight: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for at in range(max(raw.FPDFPath_CountSegments(drawn), 0)):
        segment = raw.FPDFPath_GetPathSegment(drawn, at)
        point = matrix.at(*_point(segment))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if straight:
                yield points, straight
            points, straight = [point], []
            continue
        if kind == raw.FPDF_SEGMENT_LINETO and points:
            straight.append((points[-1], point))
        points.append(point)
        if raw.FPDFPathSegment_GetClose(segment) and points[0] != point:
            straight.append((point, points[0]))
    if straight:
        yield points, straight


def _is_straight(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return min(abs(one[0] - other[0]), abs(one[1] - other[1])) <= _STRAIGHT


def _thin(box: _Box) -> _Box:
    """The line in the middle of a thin box."""
    if box.x1 - box.x0 >= box.y1 - box.y0:
        middle = (box.y0 + box.y1) / 2
        return _Box(box.x0, middle, box.x1, middle)
    middle = (box.x0 + box.x1) / 2
    return _Box(middle, box.y0, middle, box.y1)


def _widened(box: _Box, by: float) -> _Box:
    if box.x1 - box.x0 >= box.y1 - box.y0:
        return _Box(box.x0, box.y0 - by, box.x1, box.y1 + by)
    return _Box(box.x0 - by, box.y0, box.x1 + by, box.y1)


def _edges(box: _Box) -> list[_Box]:
    x0, y0, x1, y1 = box
    return [_Box(x0, y0, x1, y0), _Box(x0, y1, x1, y1), _Box(x0, y0, x0, y1), _Box(x1, y0, x1, y1)]


def _is_seen(drawn: Any) -> bool:
    """Is what is filled of another colour than paper?"""
    colours = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(drawn, *colours):
        return True
    red, green, blue, opacity = (colour.value for colour in colours)
    return opacity > 0 and min(red, green, blue) < _WHITE
