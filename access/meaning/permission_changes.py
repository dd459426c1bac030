"""What the policies of one role allow that those of another do not."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from access.meaning.actions import is_open
from access.meaning.change import Change, Wording
from access.meaning.conditions import Condition, in_words
from access.meaning.folded import Circumstances, Findings
from access.meaning.implies import contradicts, implies
from access.meaning.may_have_text import may_have_text
from access.meaning.pattern_covers import pattern_covers
from access.meaning.permits import Permits
from access.meaning.region import Region
from access.meaning.rule import Rule
from access.meaning.variables import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """An allowing statement of the role, with one of its boundary, and what bears on the two."""

    rule: Rule
    limit: Rule
    old_given: Condition
    """What holds in every request that the two allow, if the old role makes it."""

    denied: tuple[Rule, ...]
    """Deny whatever the two allow."""

    allowed: tuple[Rule, ...]
    """Statements of the old role that allow whatever the two allow."""

    limited: tuple[Rule, ...]
    """The same of the old boundary."""

    was_denied: tuple[Rule, ...]
    """Of the old role; may have denied what the two allow, and are gone."""

    conditional: tuple[Rule, ...]
    """Statements of the old role that allowed some of it, on a condition of their own."""

    denies: tuple[Rule, ...]
    """All of the new role."""

    def about(self, action: str) -> "_Pair":
        """Return the pair with only what bears on an action."""
        return replace(
            self,
            denied=_covering(self.denied, action),
            allowed=_covering(self.allowed, action),
            limited=_covering(self.limited, action),
            was_denied=tuple(rule for rule in self.was_denied if rule.actions.touches(action)),
            conditional=_covering(self.conditional, action),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A resource pattern of the statement, less where it is not in force."""

    resource: str
    inside: tuple[tuple[Region, ...], ...]
    outside: tuple[Region, ...]

    def is_beyond(self, *rules: Rule) -> bool:
        """Whether some resource here is in none of the statements."""
        return may_have_text(self.resource, self.inside, self.outside + _regions(rules))


@lru_cache(maxsize=256)
def permission_changes(old: Permits, new: Permits, words: Wording) -> tuple[Change, ...]:
    """Return what ``new`` allows and ``old`` does not, sorted.

    A request that ``new`` allows and ``old`` does not always shows. The other way round it is
    careful: what two statements of ``old`` with different conditions cover only together counts
    as gained.
    """
    if old.meaning() == new.meaning():
        return ()
    found = Findings()
    for rule in new.allows:
        for limit in new.limits:
            if not contradicts(rule.condition, limit.condition):
                _look(_pair(rule, limit, old, new), words, found)
    return found.changes(words)


def _pair(rule: Rule, limit: Rule, old: Permits, new: Permits) -> _Pair:
    given = rule.condition | limit.condition
    old_given = given | old.facts
    kept = {deny.meaning for deny in new.denies}
    return _Pair(
        rule=rule,
        limit=limit,
        old_given=old_given,
        denied=tuple(d for d in new.denies if implies(given | new.facts, d.condition)),
        allowed=tuple(a for a in old.allows if implies(old_given, a.condition)),
        limited=tuple(b for b in old.limits if implies(old_given, b.condition)),
        was_denied=tuple(
            d
            for d in old.denies
            if d.meaning not in kept and not contradicts(old_given, d.condition)
        ),
        conditional=tuple(a for a in old.allows if not implies(old_given, a.condition)),
        denies=new.denies,
    )


def _look(pair: _Pair, words: Wording, found: Findings) -> None:
    for actions in _alike(pair):
        action = min(actions)
        about = pair.about(action)
        for place in _places(about):
            for circumstances, rule in _verdicts(about, place, words, action):
                found.add(circumstances, rule.statement, actions)


def _alike(pair: _Pair) -> Iterator[AbstractSet[str]]:
    """Yield what the two allow, put together where the same statements are about it."""
    known, later = _actions(pair)
    certain = (*pair.denied, *pair.allowed, *pair.limited, *pair.conditional, *pair.denies)
    groups = [known] if known else []
    for covered in {rule.actions.known for rule in (*certain, *pair.was_denied)}:
        groups = [part for group in groups for part in (group & covered, group - covered) if part]
    yield from groups
    # Each of these is covered, or not, by patterns and not by names.
    yield from (frozenset({each}) for each in sorted(later))


def _actions(pair: _Pair) -> tuple[frozenset[str], set[str]]:
    mine, its = pair.rule.actions, pair.limit.actions
    later = {each for each in mine.open if its.covers(each)}
    later |= {each for each in its.open if mine.covers(each)}
    return mine.known & its.known, later - mine.known


def _places(pair: _Pair) -> Iterator[_Place]:
    """Yield where the two statements are in force."""
    resources = pair.rule.resources
    whole = ((resources,),) if resources.is_complement else ()
    for resource in ("*",) if resources.is_complement else resources.patterns:
        place = _Place(
            resource=resource,
            inside=(*whole, (pair.limit.resources,)),
            outside=_regions(pair.denied),
        )
        if place.is_beyond():
            yield place


def _verdicts(
    pair: _Pair, place: _Place, words: Wording, action: str
) -> Iterator[tuple[Circumstances, Rule]]:
    """Yield in what the old role differs, with the statement that makes the difference."""
    resource = _shown(pair.rule.resources, place)
    conditions = in_words(pair.rule.condition)
    if place.is_beyond(*pair.allowed):
        yield (
            Circumstances(
                what=words.may,
                resource=resource,
                conditions=conditions,
                without=_dropped(pair, place),
            ),
            pair.rule,
        )
    elif place.is_beyond(*pair.limited):
        what = words.within_boundary
        yield (
            Circumstances(what=what, resource=resource, conditions=conditions),
            pair.rule,
        )
    else:
        for deny in pair.was_denied:
            if _is_free(pair, place, deny, action):
                denied = in_words(deny.condition)
                for one in _denied_resources(deny, place, resource):
                    yield (
                        Circumstances(what=words.freed, resource=one, conditions=denied),
                        deny,
                    )


def _dropped(pair: _Pair, place: _Place) -> str:
    """Say on what it hung, if only a condition is what the old role had more."""
    lacking = [
        in_words(test for test in rule.condition if not implies(pair.old_given, frozenset({test})))
        for rule in pair.conditional
        if not place.is_beyond(rule)
    ]
    return min(lacking, key=lambda text: (len(text), text), default="")


def _is_free(pair: _Pair, place: _Place, deny: Rule, action: str) -> bool:
    """Whether some of what a statement denied here is denied no longer."""
    given = pair.old_given | deny.condition
    still = tuple(rule for rule in pair.denies if implies(given, rule.condition))
    return any(
        may_have_text(
            place.resource,
            (*place.inside, (deny.resources,)),
            place.outside + _regions(_covering(still, action) + _covering(still, part)),
        )
        # Of a pattern, only what the statement has of it was denied.
        for part in (deny.actions.meeting(action) if is_open(action) else (action,))
    )


def _denied_resources(deny: Rule, place: _Place, resource: str) -> tuple[str, ...]:
    """Return the narrower: the resources that were denied, or the one that is allowed."""
    patterns = deny.resources.patterns
    if deny.resources.is_complement or pattern_covers(patterns[0], place.resource):
        return (resource,)
    inner = tuple(shown(each) for each in patterns if pattern_covers(place.resource, each))
    return inner or (resource,)


def _shown(resources: Region, place: _Place) -> str:
    if resources.is_complement:
        return "all but " + ", ".join(map(shown, resources.patterns))
    return shown(place.resource)


def _covering(rules: tuple[Rule, ...], action: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.actions.covers(action))


def _regions(rules: tuple[Rule, ...]) -> tuple[Region, ...]:
    return tuple(rule.resources for rule in rules)
