"""Three answers as numbers, so that ``min`` is "and", ``max`` is "or", and ``YES - x`` is "not"."""

from typing import Final

Certainty = int
"""``NO``, ``MAYBE`` or ``YES``."""

NO: Final = 0
MAYBE: Final = 1
YES: Final = 2
