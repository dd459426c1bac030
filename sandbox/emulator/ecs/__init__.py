"""Rules of Amazon ECS that the emulator's own ECS does not have."""
