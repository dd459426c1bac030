"""Says of one role and one call what is decided, and why."""
