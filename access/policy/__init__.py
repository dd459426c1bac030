"""Evaluates policies as IAM does."""
