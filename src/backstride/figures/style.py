"""How every figure looks, is drawn for its reader, and is shown in a notebook."""

import io
import os
import textwrap
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.axis import Ticker
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from backstride.presentation import PLAIN as AS_DRAWN
from backstride.presentation import Presentation, either_name, in_picture_words, stated_presentation

# A figure written as the reader of a report writes: its ticks, labels, keys and notes.

LOCALE_VARIABLE = "BACKSTRIDE_LOCALE"
FONT = "DejaVu Sans"
RIGHT_TO_LEFT = {"R", "AL"}


class _AsWritten(Formatter):
    """The ticks of another formatter, each rewritten."""

    def __init__(self, plain: Formatter, write: Callable[[str], str]) -> None:
        self.plain, self.write = plain, write

    def __call__(self, x: float, pos: int | None = None) -> str:
        return self.write(self.plain(x, pos))

    def format_ticks(self, values: list[float]) -> list[str]:
        """The labels of all ticks."""
        return [self.write(label) for label in self.plain.format_ticks(values)]

    def get_offset(self) -> str:
        """What all ticks share, such as the year of days."""
        return self.write(self.plain.get_offset())


def drawn_presentation() -> Presentation:
    """How pictures are written: as `BACKSTRIDE_LOCALE` says, which a report sets for its notebooks.

    Raises
    ------
    DataError
        Unknown locale.
    """
    return stated_presentation(os.environ.get(LOCALE_VARIABLE), None)


@contextmanager
def written_for(
    figure: Figure, presentation: Presentation = AS_DRAWN, names: Collection[str] = ()
) -> Iterator[None]:
    """While it lasts, every text of the figure stands as the reader writes; then as it was.

    Parameters
    ----------
    figure : Figure
    presentation : Presentation
        Its locale; units are a matter of drawing.
    names : collection of str
        Names out of the log, which stay as they are.
    """
    if Presentation(presentation.locale).is_plain:
        yield
        return
    kept = either_name(names)
    texts = [(text, text.get_text()) for text in figure.findobj(Text)]
    tickers = _tickers(figure)

    def write(text: str) -> str:
        written = in_picture_words(text, presentation, kept)
        return written if can_be_drawn(written) else text

    try:
        for text, plain in texts:
            text.set_text(write(plain))
        for ticker, formatter in tickers:
            ticker.formatter = _AsWritten(formatter, write)
        yield
    finally:
        for text, plain in texts:
            text.set_text(plain)
        for ticker, formatter in tickers:
            ticker.formatter = formatter


def can_be_drawn(text: str) -> bool:
    """Whether the font of the figures holds every letter, and none runs from right to left.

    Examples
    --------
    >>> can_be_drawn("févr."), can_be_drawn("2月"), can_be_drawn("فبراير")
    (True, False, False)
    """
    return all(
        letter == "\n"
        or (ord(letter) in _letters() and unicodedata.bidirectional(letter) not in RIGHT_TO_LEFT)
        for letter in text
    )


@cache
def _letters() -> frozenset[int]:
    return frozenset(FT2Font(findfont(FONT)).get_charmap())


def _tickers(figure: Figure) -> list[tuple[Ticker, Formatter]]:
    """Each once, with its formatter: axes below each other share theirs."""
    axes = [axis for panel in figure.axes for axis in (panel.xaxis, panel.yaxis)]
    both = {id(ticker): ticker for axis in axes for ticker in (axis.major, axis.minor)}
    return [(ticker, ticker.formatter) for ticker in both.values() if ticker.formatter is not None]


# How every figure looks, how it is turned into a picture, and how a notebook shows it.

Parameters = ParamSpec("Parameters")

WIDTH_IN = 7.2
DPI = 144
INK, SOFT_INK, GREY_ZONE = "#22262b", "#6d747c", "#e4e6e9"
_BLUE, _ORANGE, _GREEN, _VERMILION, _PURPLE, _BROWN, _PINK, _GREY, _YELLOW, _SKY = (
    sns.color_palette("colorblind").as_hex()
)
RUNNING, PAIN, PAIN_BEFORE, PLAIN = _BLUE, _VERMILION, SOFT_INK, _ORANGE
SURFACE_COLOURS = {
    "road": _GREY,
    "asphalt": _BLUE,
    "concrete": _SKY,
    "track": _VERMILION,
    "trail": _GREEN,
    "grass": _YELLOW,
    "treadmill": _PURPLE,
    "unknown": "#ffffff",
}
SURFACE_HATCHES = {
    "road": "",
    "asphalt": "",
    "concrete": "///",
    "track": "\\\\\\",
    "trail": "...",
    "grass": "|||",
    "treadmill": "---",
    "unknown": "xxx",
}
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
NOTHING = "nothing logged yet"
ONE_DAY = pd.Timedelta(days=1)
MOST_WEEKS_WITH_GAPS = 130

_LOOK = {
    **sns.axes_style("ticks"),
    "font.family": "sans-serif",
    "font.sans-serif": [FONT],
    "font.size": 10,
    "axes.labelsize": 10,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.edgecolor": SOFT_INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": SOFT_INK,
    "ytick.color": SOFT_INK,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "hatch.linewidth": 0.5,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
}


@dataclass(frozen=True)
class Picture:
    """A figure with the words that must travel with it.

    Parameters
    ----------
    figure : Figure
        Drawn without pyplot, hence never open in a notebook.
    alt : str
        What the figure shows, with its numbers, for those who do not see it.
    caption : str
        One or two sentences printed below the figure.
    names : tuple of str
        Names out of the log that are drawn in it, which no locale may change.
    """

    figure: Figure
    alt: str
    caption: str
    names: tuple[str, ...] = ()


def styled(draw: Callable[Parameters, Picture]) -> Callable[Parameters, Picture]:
    """Run a drawing function under the one look of all figures."""

    @wraps(draw)
    def under_the_look(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Picture:
        with mpl.rc_context(_LOOK):
            return draw(*args, **kwargs)

    return under_the_look


def canvas(
    height_in: float, rows: int = 1, columns: int = 1, width_in: float = WIDTH_IN, **grid: Any
) -> tuple[Figure, list[Axes]]:
    """A figure, of the common width unless told: axes below each other share x, beside, y."""
    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    grid.setdefault("sharex", rows > 1)
    grid.setdefault("sharey", columns > 1)
    axes = figure.subplots(rows, columns, squeeze=False, **grid)
    return figure, list(axes.flat)


def blank(x_label: str, y_label: str, sentence: str = NOTHING) -> Picture:
    """The picture of an empty table: labelled axes that say so.

    Examples
    --------
    >>> blank("day", "distance (km)").alt
    'No figure: nothing logged yet.'
    """
    with mpl.rc_context(_LOOK):
        figure, (axes,) = canvas(1.8)
        axes.set(xlabel=x_label, ylabel=wrapped(y_label, 22), xticks=[], yticks=[])
        axes.text(0.5, 0.5, sentence, ha="center", va="center", transform=axes.transAxes)
    return Picture(figure, f"No figure: {sentence}.", f"{sentence[0].upper()}{sentence[1:]}.")


def by_week(days: pd.DataFrame | pd.Series) -> Any:
    """Days grouped by calendar week; a week stands at its Monday.

    Examples
    --------
    >>> km = pd.Series([1.0, 2.0, 4.0], pd.date_range("2025-03-01", periods=3))
    >>> by_week(km).sum().to_dict()
    {Timestamp('2025-02-24 00:00:00'): 3.0, Timestamp('2025-03-03 00:00:00'): 4.0}
    """
    return days.resample("W-MON", closed="left", label="left")


def in_words(day: pd.Timestamp) -> str:
    """A day as it is said, alike on every system.

    Examples
    --------
    >>> in_words(pd.Timestamp("2025-03-01"))
    '1 March 2025'
    """
    return f"{day.day} {day:%B %Y}"


def date_axis(axes: Axes) -> None:
    """Label the x axis with the runner's own dates: years, months or `05 Jan`."""
    locator = AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    words = ConciseDateFormatter(
        locator,
        formats=["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S"],
        zero_formats=["", "%Y", "%d %b", "%d %b", "%H:%M", "%H:%M"],
        offset_formats=["", "", "%Y", "%d %b %Y", "%d %b %Y", "%d %b %Y"],
    )
    axes.xaxis.set_major_formatter(words)
    axes.set_xlabel("day")


def shade_unlogged(axes: Axes, distance_km: pd.Series) -> None:
    """Grey the days whose distance is missing; `distance_km` is indexed by day."""
    is_unlogged = distance_km.isna()
    stretch = (is_unlogged != is_unlogged.shift()).cumsum()[is_unlogged]
    for _, dates in stretch.groupby(stretch):
        last = dates.index[-1] + ONE_DAY
        axes.axvspan(dates.index[0], last, color=GREY_ZONE, linewidth=0, zorder=0)


def bar_width(n_weeks: int) -> float:
    """Days that the bar of a week covers: no gaps where they would be thinner than a line.

    Examples
    --------
    >>> bar_width(52), bar_width(260)
    (6.4, 7.0)
    """
    return 6.4 if n_weeks <= MOST_WEEKS_WITH_GAPS else 7.0


def wrapped(text: str, width: int) -> str:
    """Break a label into lines of at most `width` characters, at spaces."""
    return "\n".join(textwrap.wrap(text, width)) or text


def png(picture: Picture, presentation: Presentation = AS_DRAWN) -> bytes:
    """The picture as PNG; the same table gives the same bytes.

    Parameters
    ----------
    picture : Picture
    presentation : Presentation
        How numbers and dates are written in it; words, alt text and caption stay.
    """
    sheet = io.BytesIO()
    with mpl.rc_context(_LOOK), written_for(picture.figure, presentation, picture.names):
        picture.figure.savefig(sheet, format="png", dpi=DPI, metadata={"Software": None})
    return sheet.getvalue()


def show(picture: Picture) -> None:
    """Display a picture in a notebook with its alt text, and print its caption below.

    The picture is written as `drawn_presentation` says; a report rewrites the words around it.
    """
    contents = {"image/png": png(picture, drawn_presentation()), "text/plain": picture.alt}
    display(contents, raw=True, metadata={"image/png": {"alt": picture.alt}})
    print(picture.caption)
