"""Checks of what was deployed, made by calling AWS's APIs."""

from sandbox.verification.environment import verify_environment

__all__ = ["verify_environment"]
