"""The rules of IAM that hold for every policy: what exists, what fits, what is too long."""
