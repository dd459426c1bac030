"""Who may deploy an environment, and what that takes, as plain data."""
