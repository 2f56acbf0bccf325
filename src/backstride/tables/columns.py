"""How a column is described: type, unit, range, meaning."""

import pandera.pandas as pa

NUMBER, TEXT, TIME, COUNT, FLAG = "float64", "str", "datetime64[us]", "int64", "bool"


def column(
    dtype: str,
    meaning: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    allowed: tuple[str, ...] = (),
    required: bool = False,
) -> pa.Column:
    """A pandera column that carries its description, so that nothing is described twice.

    Parameters
    ----------
    dtype : str
        One of the types of this module.
    meaning, unit : str
    low, high : float, optional
        Limits, both inclusive.
    allowed : tuple of str
        The only words that may stand in it; empty for any.
    required : bool
        Whether it is never missing.
    """
    checks = [pa.Check.isin(allowed)] if allowed else []
    if low is not None:
        checks.append(pa.Check.ge(low))
    if high is not None:
        checks.append(pa.Check.le(high))
    limits = {"dtype": dtype, "unit": unit, "low": low, "high": high, "allowed": allowed}
    return pa.Column(
        dtype, checks=checks, nullable=not required, description=meaning, metadata=limits
    )
