"""Controls in a notebook, and a few choices computed beforehand for a page without a kernel."""

import base64
import os
from typing import Any

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from backstride.errors import BackstrideError, DataError, require_package
from backstride.explore.choices import EXPOSURES, OUTCOMES, WINDOWS, Choice
from backstride.explore.results import (
    MARK,
    POINTS,
    explored,
    explored_sentence,
    explored_table,
    in_scale,
    looked_sentence,
)
from backstride.figures.answers import interval_strips
from backstride.figures.curves import estimates_by_window
from backstride.figures.style import png
from backstride.summaries.text import in_words

# Controls in a notebook: each change redraws the table, the picture and the sentence.

# Set by the Jupyter server for a notebook that someone has open, and by nothing else.
OPEN_NOTEBOOK = "JPY_SESSION_NAME"
WIDE = {"description_width": "9em"}
RESULT = Markup(
    "<p><strong>{}</strong></p>\n<p>{}</p>\n{}\n<img alt='{}' style='max-width:100%' src='{}'>\n"
    "<p>{}</p>"
)


class Controls:
    """Five controls and the result they stand for.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`, with at least one row.
    smallest : float
        The smallest difference that matters to begin with, points.
    """

    def __init__(self, diary: pd.DataFrame, smallest: float) -> None:
        # Here and below, so that the rest of this package does without the extra `notebooks`.
        import ipywidgets

        self._diary = diary
        self._found: dict[Choice, pd.DataFrame] = {}
        self._seen: set[Choice] = set()
        first, last = diary["date"].min().date(), diary["date"].max().date()
        self.exposure = _list_of("What was done", EXPOSURES)
        self.window = _slider_of("Window", WINDOWS)
        self.outcome = _list_of("What it does", OUTCOMES)
        self.since = ipywidgets.DatePicker(value=first, description="From", style=WIDE)
        self.until = ipywidgets.DatePicker(value=last, description="To", style=WIDE)
        self.smallest = ipywidgets.BoundedFloatText(
            value=round(smallest, 2),
            min=0,
            max=10,
            step=0.1,
            description="Difference that matters (points)",
            style={"description_width": "initial"},
        )
        self.result = ipywidgets.HTML()
        chosen = (self.exposure, self.window, self.outcome, self.since, self.until, self.smallest)
        self.box = ipywidgets.VBox([*chosen, self.result])
        for control in chosen:
            control.observe(self._redraw, names="value")
        self._redraw()

    def choice(self) -> Choice:
        """What the controls say now.

        Raises
        ------
        DataError
            If the last day lies before the first.
        """
        days = {
            name: None if picker.value is None else pd.Timestamp(picker.value)
            for name, picker in (("since", self.since), ("until", self.until))
        }
        return Choice(self.exposure.value, self.window.value, self.outcome.value, **days)

    def _redraw(self, _change: object = None) -> None:
        try:
            choice = self.choice()
            self._seen.add(choice)
            # The window asked for is shown at once, the others as soon as they are there.
            for windows in ((choice.window,), tuple(WINDOWS)):
                self.result.value = self._shown(choice, self._results(choice, windows))
        except BackstrideError as problem:
            self.result.value = str(Markup("<p>{}</p>").format(problem))

    def _results(self, choice: Choice, windows: tuple[int, ...]) -> pd.DataFrame:
        asked = {at: _at(choice, at) for at in windows}
        for at, one in asked.items():
            if one not in self._found:
                self._found[one] = explored(self._diary, one, (at,))
        return pd.concat([self._found[one] for one in asked.values()], ignore_index=True)

    def _shown(self, choice: Choice, results: pd.DataFrame) -> str:
        smallest = float(self.smallest.value)
        words = results.assign(window=results["window"].map(WINDOWS))
        zone = None if choice.is_odds else smallest
        picture = estimates_by_window(words, WINDOWS[choice.window], in_scale(choice), zone)
        source = f"data:image/png;base64,{base64.b64encode(png(picture)).decode('ascii')}"
        table = in_words(explored_table(results, choice)).to_html(index=False, border=0)
        sentence, seen = explored_sentence(results, choice, smallest), len(self._seen)
        parts = (sentence, looked_sentence(seen), Markup(table), picture.alt, source)
        return str(RESULT.format(*parts, picture.caption))


def controls(diary: pd.DataFrame, smallest: float) -> None:
    """Show the controls where a notebook is open in JupyterLab; elsewhere say where they are.

    Without the package ipywidgets it is said how to get it.

    A run without a reader (`make notebooks`, the tests) makes no widget, so that its output is
    the same each time.
    """
    if diary.empty:
        print("There is nothing to choose from yet: the log has no day.")
    elif OPEN_NOTEBOOK not in os.environ:
        print("The controls appear here when this cell is run in JupyterLab: `make lab`.")
    elif problem := _no_widgets():
        print(problem)
    else:
        display(Controls(diary, smallest).box)


def _no_widgets() -> str:
    try:
        require_package("ipywidgets", "notebooks", "controls")
    except DataError as problem:
        return str(problem)
    return ""


def _at(choice: Choice, window: int) -> Choice:
    return Choice(choice.exposure, window, choice.outcome, choice.since, choice.until)


def _list_of(description: str, words: dict[str, str]) -> Any:
    import ipywidgets

    pairs = [(said, key) for key, said in words.items()]
    return ipywidgets.Dropdown(options=pairs, description=description, style=WIDE)


def _slider_of(description: str, words: dict[int, str]) -> Any:
    import ipywidgets

    pairs = [(said, key) for key, said in words.items()]
    return ipywidgets.SelectionSlider(
        options=pairs, description=description, style=WIDE, continuous_update=False
    )


# A few choices computed beforehand, for a page without a kernel: no script, nothing to load.

FEW_WINDOWS = (0, 1, 7, 28)
DECIMALS = 2
BLOCK = Markup(
    "<details{}><summary>{}</summary>\n<p><strong>{}.</strong> {}</p>\n{}\n{}\n</details>"
)


def show_choices(diary: pd.DataFrame, smallest: float) -> None:
    """Display every exposure at a few windows in a notebook, each behind a heading that opens.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    smallest : float
        The smallest difference that matters, points.
    """
    few = _few(diary)
    plain = [
        f"{EXPOSURES[slug]} ({MARK[0].lower()}{MARK[1:]})\n"
        f"{_table(results, Choice(slug)).to_string(index=False)}"
        for slug, results in few.items()
    ]
    contents = {"text/html": str(_page(few, smallest)), "text/plain": "\n\n".join(plain)}
    display(contents, raw=True)


def _page(few: dict[str, pd.DataFrame], smallest: float) -> Markup:
    blocks = [
        _block(Choice(slug), results, smallest, is_open=nth == 0)
        for nth, (slug, results) in enumerate(few.items())
    ]
    return Markup("\n").join(blocks)


def _few(diary: pd.DataFrame) -> dict[str, pd.DataFrame]:
    sizes = ["estimate", "low", "high"]
    found = {slug: explored(diary, Choice(slug), FEW_WINDOWS) for slug in EXPOSURES}
    # Rounded before it is drawn: the last bits of a fit differ between machines.
    return {slug: rows.assign(**rows[sizes].round(DECIMALS)) for slug, rows in found.items()}


def _block(choice: Choice, results: pd.DataFrame, smallest: float, is_open: bool) -> Markup:
    name = EXPOSURES[choice.exposure]
    named = results.assign(window=results["window"].map(WINDOWS))
    said = f"{OUTCOMES[choice.outcome].capitalize()}, {POINTS}."
    strips = interval_strips(named, f"{MARK}: {name}. {said}", round(smallest, DECIMALS))
    table = Markup(_table(results, choice).to_html(index=False, border=0))
    opened = Markup(" open") if is_open else Markup("")
    return BLOCK.format(opened, name, MARK, said, strips, table)


def _table(results: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    rows = explored_table(results, choice)
    return in_words(rows.assign(exploratory=results["window"].map(WINDOWS)))
