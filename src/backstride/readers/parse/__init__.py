"""Text to values and cells to columns; no module here knows a source."""
