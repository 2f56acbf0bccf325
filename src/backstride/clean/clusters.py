"""Pairs of the same session to groups of the same session, at most one from each source."""

from collections.abc import Iterable

import pandas as pd


def clustered(sources: pd.Series, pairs: Iterable[tuple[int, int]]) -> pd.Series:
    """Label of the group of each row, after joining the pairs in the order given.

    A pair is left out where it would bring two rows of one source together: one source does
    not log a session twice (its exact duplicates are gone by then).

    Parameters
    ----------
    sources : Series
        Source of each row.
    pairs : iterable of (label, label)
        Labels of the index of `sources`, the likeliest pair first.

    Examples
    --------
    >>> clustered(pd.Series(["a", "b", "a"]), [(0, 1), (1, 2)]).tolist()
    [0, 0, 2]
    """
    head = {label: label for label in sources.index}
    held = {label: {source} for label, source in sources.items()}
    for left, right in pairs:
        one, other = _head_of(head, left), _head_of(head, right)
        if one != other and held[one].isdisjoint(held[other]):
            head[other] = one
            held[one] |= held[other]
    return pd.Series([_head_of(head, label) for label in sources.index], index=sources.index)


def _head_of(head: dict[int, int], label: int) -> int:
    while head[label] != label:
        head[label] = head[head[label]]
        label = head[label]
    return label
