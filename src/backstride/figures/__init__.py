"""Tables to closed figures."""
