"""Running and back pain: one log, one diary, honest answers."""
