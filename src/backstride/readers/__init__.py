"""One module per source of logs."""
