"""Compares what templates say with what an account has."""
