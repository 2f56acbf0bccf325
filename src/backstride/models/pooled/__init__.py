"""Models of many runners."""
