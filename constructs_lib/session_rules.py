"""What has to be true when a role is taken, and for how long it is had."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

from constructs_lib.check_types import check_types
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.limits import SESSION_SECONDS
from constructs_lib.moment import check_moment
from constructs_lib.operators import Operators, check_tags

_HOURS = (SESSION_SECONDS[0] // 3600, SESSION_SECONDS[1] // 3600)
# A session of GetSessionToken, which carries MFA, lasts up to 36 hours.
_MFA_AGE_MINUTES = (1, 36 * 60)
# Shorter prefixes are a part of the internet, and nobody's network.
_SHORTEST_PREFIX = {4: 8, 6: 16}
# Python takes the networks that examples use for private ones.
_EXAMPLES = tuple(
    ipaddress.ip_network(one)
    for one in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRules:
    """The conditions under which a person takes a role: by default MFA, a name, one hour.

    IAM knows dates and no times of day, so there is a first and a last moment, and no office hours.

    Sources: "AWS global condition context keys" and "Monitor and control actions taken with assumed
    roles" in the IAM user guide.
    """

    mfa: bool = True
    """Whether an IAM user needs MFA; the key is absent without it, and ``Bool`` then denies."""

    max_mfa_age_minutes: int = 60
    """How long ago the code may have been given: 1 minute to 36 hours; 60 minutes if left out."""

    session_hours: int = 1
    """The longest session, 1 to 12 hours; 1 if left out, and for who comes with a role.

    AWS ends a session that is taken with a role after one hour (role chaining).
    """

    source_identity: bool = True
    """Whether the session needs a source identity, which stays with it in every log.

    That of an IAM user has to be the user's own name; whoever comes with a role chooses one, and
    CloudTrail has their role beside it. Left out, a user's session name has to be
    instead, which lasts until the next role is taken. ``aws sts assume-role`` can set both, a
    profile in ``~/.aws/config`` only the session name, and Switch Role of the console neither.
    """

    valid_from: str | None = None
    """First moment, UTC, as in ``2026-12-01T08:00:00Z``; always if left out."""

    valid_until: str | None = None
    """Last moment, UTC; sessions that are open end then too. Never if left out."""

    networks: tuple[str, ...] = ()
    """Public networks, as in ``203.0.113.0/24``, that it can be taken from; any if left out.

    Not for callers that reach STS through a VPC endpoint, who have no public address.
    """

    session_tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Tags that the session has to carry, as a ticket: key to values, ``*`` for any value."""

    def check(self, where: str, operators: Operators) -> None:
        """Refuse what AWS would refuse, and what could not be met by those who take the role.

        Raises:
            ConfigurationError: Names the field.
        """
        check_types(where, self)
        self._check_numbers(where, operators)
        if not self.source_identity and not operators.are_users_only:
            raise ConfigurationError(
                f"{where}.source_identity",
                expected="True, because only an IAM user's session name can be held to their name",
                got=False,
            )
        for name in ("valid_from", "valid_until"):
            check_moment(f"{where}.{name}", getattr(self, name))
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ConfigurationError(
                f"{where}.valid_until",
                expected=f"a time after valid_from, {self.valid_from}",
                got=self.valid_until,
            )
        for position, network in enumerate(self.networks):
            _check_network(f"{where}.networks[{position}]", network)
        check_tags(f"{where}.session_tags", self.session_tags, any_value=True)

    def _check_numbers(self, where: str, operators: Operators) -> None:
        check_session_hours(f"{where}.session_hours", self.session_hours)
        if self.session_hours > 1 and not operators.are_users_only:
            raise ConfigurationError(
                f"{where}.session_hours",
                expected="1, because AWS ends a session that is taken with a role after one hour",
                got=self.session_hours,
            )
        least, most = _MFA_AGE_MINUTES
        if not least <= self.max_mfa_age_minutes <= most:
            raise ConfigurationError(
                f"{where}.max_mfa_age_minutes",
                expected=f"{least} to {most} minutes",
                got=self.max_mfa_age_minutes,
            )
        because = operators.mfa_elsewhere_because
        if self.mfa and not operators.are_users_only and not (because or "").strip():
            raise ConfigurationError(
                f"{where}.mfa",
                expected="mfa_elsewhere_because in operators (AWS tells a trust policy nothing of "
                "the MFA of who comes with a role: say where they sign in with it), or False",
                got=True,
            )


def check_session_hours(where: str, hours: int) -> None:
    """Refuse a session that is longer than any role's.

    Raises:
        ConfigurationError: Not 1 to 12 hours.
    """
    least, most = _HOURS
    if not isinstance(hours, int) or isinstance(hours, bool) or not least <= hours <= most:
        raise ConfigurationError(where, expected=f"{least} to {most} hours", got=hours)


def _check_network(where: str, value: str) -> None:
    expected = "a network as in '203.0.113.0/24'"
    try:
        network = ipaddress.ip_network(value)
    except ValueError as error:
        raise ConfigurationError(where, expected=f"{expected} ({error})", got=value) from error
    is_whole = network.prefixlen == 0
    if not network.is_global and not _is_example(network) and not is_whole:
        raise ConfigurationError(
            where,
            expected="a public network (AWS sees no private address, and through a VPC endpoint "
            "none at all)",
            got=value,
        )
    least = _SHORTEST_PREFIX[network.version]
    if network.prefixlen < least:
        raise ConfigurationError(
            where, expected=f"{expected}: one of your own, /{least} or narrower", got=value
        )


def _is_example(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return any(
        network.version == example.version and network.subnet_of(example)  # type: ignore[arg-type]
        for example in _EXAMPLES
    )
