"""Who takes the roles of people and other accounts, and what these may do, as plain data."""
