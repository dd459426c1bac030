"""The error for a sandbox that cannot do its work."""


class SandboxError(Exception):
    """The emulator or the CDK CLI failed; the message says at what, and is for a person."""
