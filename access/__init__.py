"""Says who can do what: of a synthesized cloud assembly, or of what is live in an account."""
