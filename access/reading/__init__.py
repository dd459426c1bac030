"""Reads roles, from an assembly or from an account."""
