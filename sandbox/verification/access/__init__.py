"""The roles of operators, other accounts and deployers: who gets in, and what they may do then."""
