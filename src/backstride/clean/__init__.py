"""Raw rows to tidy tables."""

from backstride.clean.log import Log
from backstride.clean.pipeline import clean_reading
from backstride.clean.read import keep_log, read_log
from backstride.clean.store import open_tidy_folder, write_log

__all__ = ["Log", "clean_reading", "keep_log", "open_tidy_folder", "read_log", "write_log"]
