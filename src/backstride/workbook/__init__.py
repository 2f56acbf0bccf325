"""The workbook: an Excel file to keep a log in by hand."""

from backstride.workbook.writing import write_template

__all__ = ["write_template"]
