"""What a role may, and did not."""

from dataclasses import dataclass

from access.policy.decision import DecidingStatement

_MOST_NAMED = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One difference between what two roles may do, or who may take them."""

    what: str
    """``may``, ``may no longer``, ``is no longer denied``, ``may be taken by``, ..."""

    actions: tuple[str, ...] = ()
    """As AWS spells them; a pattern where it was gained as a whole."""

    resource: str = ""
    """A resource of the statement; of a trust policy, who may take the role."""

    conditions: str = ""
    """On which it hangs, in words; empty for none."""

    without: str = ""
    """The conditions on which it hung."""

    statement: DecidingStatement | None = None
    """The one that allows it, or that denied it."""

    @property
    def short(self) -> str:
        """The change in one line, without the statement."""
        line = " ".join(text for text in (self.what, self._about()) if text)
        if self.conditions:
            line += f" if {self.conditions}"
        if self.without:
            line += f", without the condition {self.without}"
        return line

    def __str__(self) -> str:
        """Say the change in one line, with the statement."""
        return f"{self.short} ({self.statement})" if self.statement else self.short

    def _about(self) -> str:
        actions = _listed(self.actions)
        if self.what.endswith(" by"):
            return f"{self.resource} with {actions}"
        return f"{actions} on {self.resource}" if actions else self.resource


def _listed(actions: tuple[str, ...]) -> str:
    named = ", ".join(actions[:_MOST_NAMED])
    rest = len(actions) - _MOST_NAMED
    return f"{named} and {rest} more of {actions[0].partition(':')[0]}" if rest > 0 else named


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """How the changes of one direction begin."""

    may: str
    within_boundary: str
    later: str
    """Of a pattern whose actions of today are all allowed already."""

    freed: str
    taken: str
    take_freed: str
    unlimited: str
    limited_less: str
    unknown: str
    unknown_boundary: str


GAINED = Wording(
    may="may",
    within_boundary="may, as the boundary does not stop it any more,",
    later="may, of the actions that AWS adds later,",
    freed="is no longer denied",
    taken="may be taken by",
    take_freed="is no longer refused when taken by",
    unlimited="is no longer limited by a boundary; it was",
    limited_less="is limited less by its boundary",
    unknown="may do what {} allows, which is not known here",
    unknown_boundary="may do what its boundary no longer stops: what {} allows is not known here",
)
LOST = Wording(
    may="may no longer",
    within_boundary="may, as the boundary stops it, no longer",
    later="may no longer, of the actions that AWS adds later,",
    freed="is denied",
    taken="may no longer be taken by",
    take_freed="is refused when taken by",
    unlimited="is limited by a boundary, which is",
    limited_less="is limited more by its boundary",
    unknown="may no longer do what {} allows, which is not known here",
    unknown_boundary="may no longer do what its boundary stops: what {} allows is not known here",
)
