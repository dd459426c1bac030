"""Checks of what was deployed, made by calling AWS's APIs."""
