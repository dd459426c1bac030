"""The commands of ``python -m access``, one module each."""
