"""A figure written as the reader of a report writes: its ticks, labels, keys and notes."""

import os
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache

from matplotlib.axis import Ticker
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from backstride.presentation import (
    PLAIN,
    Presentation,
    either_name,
    in_picture_words,
    stated_presentation,
)

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
    figure: Figure, presentation: Presentation = PLAIN, names: Collection[str] = ()
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
