"""What the settings of a log say of a table of days, and what they cannot say of it."""

import pandas as pd

from backstride.errors import DataError
from backstride.settings import Settings

NOT_FOR_DAYS = {
    "rated": "--rated",
    "site": "--site",
    "date_order": "--date-order",
    "distance_unit": "--distance-unit",
    "sport": "--sport",
    "pain_column": "--pain-column",
    "pain_detail": "--pain-detail",
    "shoes": "--shoe",
}


def refuse_choices_of_logs(settings: Settings) -> None:
    """Refuse options that would be without effect, lest somebody trusts in them.

    Raises
    ------
    DataError
        All of them at once.
    """
    asked = [
        option
        for name, option in NOT_FOR_DAYS.items()
        if getattr(settings, name) != getattr(Settings(), name)
    ]
    if asked:
        raise DataError(
            f"{', '.join(asked)}: not for a table of days, whose columns say what they hold (days "
            "as YYYY-MM-DD, distances in km, one rating of pain). Leave it out, or give logs."
        )


def is_outside_span(date: pd.Series, settings: Settings) -> pd.Series:
    """Whether each day lies before `since` or after `until`; a missing one does not.

    Examples
    --------
    >>> days = pd.Series(pd.date_range("2025-03-01", periods=3))
    >>> is_outside_span(days, Settings.stated(since="2025-03-02")).tolist()
    [True, False, False]
    """
    is_outside = pd.Series(False, index=date.index)
    if settings.since:
        is_outside |= date < pd.Timestamp(settings.since)
    if settings.until:
        is_outside |= date > pd.Timestamp(settings.until)
    return is_outside


def is_unlogged(date: pd.Series, settings: Settings) -> pd.Series:
    """Whether runs of each day were not recorded, as stated with `unlogged`."""
    is_in_stretch = pd.Series(False, index=date.index)
    for first, last in settings.unlogged:
        is_in_stretch |= date.between(pd.Timestamp(first), pd.Timestamp(last))
    return is_in_stretch
