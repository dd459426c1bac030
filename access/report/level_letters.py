"""Letters for AWS' access levels."""

from access.catalogue.access_levels import AccessLevel

LEVEL_LETTERS: dict[AccessLevel, str] = {
    AccessLevel.LIST: "L",
    AccessLevel.READ: "R",
    AccessLevel.WRITE: "W",
    AccessLevel.TAGGING: "T",
    AccessLevel.PERMISSIONS_MANAGEMENT: "P",
}
"""In the order that they are shown in."""

LEVEL_WORDS = {
    "L": "List",
    "R": "Read",
    "W": "Write",
    "T": "Tagging",
    "P": "Permissions management",
    "?": "Not known: an action that is not in the table of AWS",
}
"""What each letter of a report means."""
