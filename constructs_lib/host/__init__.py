"""The machine that a container instance is: its image, its settings, its first boot."""
