"""Many runners whose truth is known."""
