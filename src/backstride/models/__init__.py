"""Honest models of one diary."""
