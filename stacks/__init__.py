"""Our environments, and the stacks that each of them consists of."""
