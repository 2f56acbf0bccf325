"""Raw rows to tidy tables."""

from backstride.clean.cleaning import clean_reading
from backstride.clean.files import read_log
from backstride.clean.folder import open_tidy_folder, write_log
from backstride.clean.kept import keep_log
from backstride.clean.log import Log

__all__ = ["Log", "clean_reading", "keep_log", "open_tidy_folder", "read_log", "write_log"]
