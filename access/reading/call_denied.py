"""A call that whoever reads may not make."""

from access.access_error import AccessError


class CallDenied(AccessError):
    """AWS refused one call for lack of a permission; others may still answer."""
