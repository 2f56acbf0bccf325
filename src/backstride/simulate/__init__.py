"""Logs with known effects."""
