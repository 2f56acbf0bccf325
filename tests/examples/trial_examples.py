"""Plans and diaries of trials."""

from datetime import date

from repository import ROOT

from backstride.trial.plan import Wish

SAMPLE = ROOT / "data" / "sample-trial"
TODAY, START = date(2026, 12, 1), date(2027, 1, 4)
WISH = Wish("stretching", START, periods=12, seed=3)
