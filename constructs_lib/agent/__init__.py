"""What the agents on a container instance do, and what they need for it, as plain data."""
