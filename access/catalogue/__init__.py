"""What AWS has: its actions with their levels of access."""
