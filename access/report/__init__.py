"""Who can do what, as a page for people."""
