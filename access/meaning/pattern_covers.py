"""Whether one pattern covers all that another covers."""

from access.meaning.region import Region, has_text


def pattern_covers(wider: str, narrower: str) -> bool:
    """Whether every text that ``narrower`` covers is covered by ``wider``, too.

    In both, ``*`` stands for any characters, ``?`` for one, and any other character for itself, in
    its case: compare actions in lower case. It is exact, but that a pair that would take more than
    50,000 states to decide counts as not covered.
    """
    if wider in ("*", narrower):
        return True
    return not has_text(narrower, outside=(Region((wider,)),))
