"""Holds the roles of an assembly to what is said of them, and to what holds for each kind."""
