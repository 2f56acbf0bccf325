"""A few choices computed beforehand, for a page without a kernel: no script, nothing to load."""

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from backstride.explore.choices import EXPOSURES, OUTCOMES, WINDOWS, Choice
from backstride.explore.results import explored
from backstride.explore.words import MARK, POINTS, explored_table
from backstride.figures.strips import interval_strips
from backstride.summaries.shown import in_words

FEW_WINDOWS = (0, 1, 7, 28)
DECIMALS = 2
BLOCK = Markup(
    "<details{}><summary>{}</summary>\n<p><strong>{}.</strong> {}</p>\n{}\n{}\n</details>"
)


def choices_html(diary: pd.DataFrame, smallest: float) -> Markup:
    """Every exposure at a few windows, each behind a heading that opens by itself.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    smallest : float
        The smallest difference that matters, points.

    Returns
    -------
    Markup
        One `details` element per exposure, the first one open, with a drawing and a table; every
        text is escaped.
    """
    return _page(_few(diary), smallest)


def show_choices(diary: pd.DataFrame, smallest: float) -> None:
    """Display `choices_html` in a notebook; as plain text, its tables."""
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
