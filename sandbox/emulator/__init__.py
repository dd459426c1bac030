"""The AWS emulator, with what it lacks for our stacks."""
