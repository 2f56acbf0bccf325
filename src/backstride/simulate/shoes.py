"""Two pairs in use at a time, each worn out in the end and replaced."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from backstride.simulate.draws import Floats

MODELS = ("Harrier", "Lark")
SECOND_PAIR_SHARE = 0.35
START_HIGHEST_KM = 650.0
LIFE_MEAN_KM, LIFE_SD_KM, LIFE_LOWEST_KM = 700.0, 120.0, 350.0


@dataclass
class Pair:
    """One pair: what stood on it when the log began and what has been run on it since."""

    shoe: str
    start_km: float
    life_km: float
    km: float
    is_old: bool
    first_run: int | None = None
    last_run: int | None = None
    is_retired: bool = False


@dataclass
class Closet:
    """The pairs of one runner; `in_use` are two places in `pairs`."""

    life_km: list[float]
    pairs: list[Pair] = field(default_factory=list)
    in_use: list[int] = field(default_factory=list)

    def wear(self, slot: int, km: float, day: int) -> tuple[str, float]:
        """Run `km` in the pair of `slot`; its name and the km on it before this run."""
        pair = self.pairs[self.in_use[slot]]
        before_km = pair.km
        pair.km += km
        pair.first_run = day if pair.first_run is None else pair.first_run
        pair.last_run = day
        if pair.km >= pair.life_km:
            pair.is_retired = True
            self.buy(slot, start_km=0.0)
        return pair.shoe, before_km

    def buy(self, slot: int, start_km: float) -> None:
        """Put a new pair, named by model and version, into `slot`."""
        model = MODELS[slot]
        version = 1 + sum(pair.shoe.startswith(model) for pair in self.pairs)
        life_km = self.life_km[len(self.pairs) % len(self.life_km)]
        self.pairs.append(Pair(f"{model} {version}", start_km, life_km, start_km, version == 1))
        self.in_use[slot] = len(self.pairs) - 1


def open_closet(draws: dict[str, Floats]) -> Closet:
    """Two pairs with 0 to 650 km on them; each pair lasts N(700, 120) km, at least 350."""
    life_km = (LIFE_MEAN_KM + LIFE_SD_KM * draws["pair-life"]).clip(LIFE_LOWEST_KM)
    closet = Closet(life_km.tolist(), in_use=[0, 0])
    for slot in range(len(MODELS)):
        closet.buy(slot, start_km=round(START_HIGHEST_KM * float(draws["pair-start"][slot]), 0))
    return closet


def shoe_table(closet: Closet, first_day: date) -> pd.DataFrame:
    """Pairs that were run in: `shoe`, `start_km`, `first_day`, `retired_on`.

    Parameters
    ----------
    first_day : date
        Day 0 of the log; pairs in use before it have no `first_day`.
    """
    worn = [pair for pair in closet.pairs if pair.last_run is not None]
    begin = pd.Timestamp(first_day)
    rows = {
        "shoe": [pair.shoe for pair in worn],
        "start_km": [pair.start_km for pair in worn],
        "first_day": [_day(begin, None if pair.is_old else pair.first_run) for pair in worn],
        "retired_on": [_day(begin, pair.last_run if pair.is_retired else None) for pair in worn],
    }
    days = {"first_day": "datetime64[us]", "retired_on": "datetime64[us]"}
    return pd.DataFrame(rows).astype({"shoe": "str", "start_km": "float64", **days})


def _day(begin: pd.Timestamp, day: int | None) -> pd.Timestamp | None:
    return None if day is None else begin + pd.Timedelta(days=day)
