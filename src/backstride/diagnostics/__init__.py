"""Whether an answer can be trusted: checks on the runner's own data, and other models beside it."""
