"""Shows what roles gained and lost from one assembly to another."""
