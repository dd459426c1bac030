"""Auto Scaling groups whose instances are instances of the emulator's EC2."""
