from typing import Any

import pytest

from constructs_lib import ConfigurationError, Operators, SessionRules

_USERS = Operators(users=("ada",))
_ROLES = Operators(roles=("ops",), mfa_elsewhere_because="The company's sign-in asks for it.")


def test_by_default_mfa_of_the_last_hour_a_source_identity_and_one_hour() -> None:
    assert SessionRules() == SessionRules(
        mfa=True,
        max_mfa_age_minutes=60,
        session_hours=1,
        source_identity=True,
        valid_from=None,
        valid_until=None,
        networks=(),
        session_tags={},
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"mfa": False},
        {"max_mfa_age_minutes": 1},
        {"max_mfa_age_minutes": 2160},
        {"session_hours": 12},
        {"source_identity": False},
        {"valid_from": "2026-12-01T08:00:00Z", "valid_until": "2026-12-01T08:00:01Z"},
        {"valid_from": "2028-02-29T00:00:00Z", "valid_until": "2028-12-31T23:59:59Z"},
        {"valid_from": "2026-11-30T00:00:00Z"},
        {"networks": ("203.0.113.0/24", "8.8.8.8/32", "2001:db8::/48", "2600::/32")},
        {"session_tags": {"ticket": ("*",), "team": ("a", "b")}},
    ],
)
def test_what_users_can_meet_passes(fields: dict[str, Any]) -> None:
    SessionRules(**fields).check("rules", _USERS)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"mfa": "true"}, r"mfa: expected bool, got 'true'"),
        ({"max_mfa_age_minutes": 0}, r"max_mfa_age_minutes: expected 1 to 2160 minutes, got 0"),
        ({"max_mfa_age_minutes": 2161}, r"max_mfa_age_minutes: expected 1 to 2160 minutes"),
        ({"max_mfa_age_minutes": "60"}, r"max_mfa_age_minutes: expected int, got '60'"),
        ({"session_hours": 0}, r"session_hours: expected 1 to 12 hours, got 0"),
        ({"session_hours": 13}, r"session_hours: expected 1 to 12 hours, got 13"),
        ({"session_hours": True}, r"session_hours: expected int, got True"),
        ({"session_hours": 1.5}, r"session_hours: expected int, got 1\.5"),
        (
            {"valid_from": "2026-12-01"},
            r"valid_from: expected a time in UTC, as in '2026-12-01T08:00:00Z'",
        ),
        ({"valid_from": "2026-12-01T08:00:00"}, r"valid_from: expected a time"),
        ({"valid_from": "2026-12-01T08:00:00+01:00"}, r"valid_from: expected a time"),
        ({"valid_from": "2026-02-30T08:00:00Z"}, r"valid_from: expected a time"),
        ({"valid_from": "2026-02-29T08:00:00Z"}, r"valid_from: expected a time"),
        ({"valid_from": "2026-04-31T08:00:00Z"}, r"valid_from: expected a time"),
        ({"valid_from": "2026-11-31T08:00:00Z"}, r"valid_from: expected a time"),
        ({"valid_from": "2026-01-32T08:00:00Z"}, r"valid_from: expected a time"),
        ({"valid_from": "2026-13-01T08:00:00Z"}, r"valid_from: expected a time"),
        ({"valid_from": "٢٠٢٦-01-01T08:00:00Z"}, r"valid_from: expected a time"),
        ({"valid_until": "2026-12-01T25:00:00Z"}, r"valid_until: expected a time"),
        ({"valid_until": ""}, r"valid_until: expected a time"),
        (
            {"valid_from": "2026-12-01T08:00:00Z", "valid_until": "2026-12-01T08:00:00Z"},
            r"valid_until: expected a time after valid_from, 2026-12-01T08:00:00Z",
        ),
        ({"networks": "203.0.113.0/24"}, r"networks: expected a tuple of str"),
        (
            {"networks": ("203.0.113.7/24",)},
            r"networks\[0\]: expected a network as in '203\.0\.113\.0/24' \(.*has host bits set\)",
        ),
        ({"networks": ("office",)}, r"networks\[0\]: expected a network as in"),
        ({"networks": ("0.0.0.0/0",)}, r"networks\[0\]: .*/8 or narrower, got '0\.0\.0\.0/0'"),
        ({"networks": ("::/0",)}, r"networks\[0\]: .*/16 or narrower"),
        (
            {"networks": ("8.8.8.0/24", "10.0.0.0/8")},
            r"networks\[1\]: expected a public network \(AWS sees no private address",
        ),
        ({"networks": ("192.168.0.0/16",)}, r"networks\[0\]: expected a public network"),
        ({"networks": ("100.64.0.0/10",)}, r"networks\[0\]: expected a public network"),
        ({"networks": ("fd00::/8",)}, r"networks\[0\]: expected a public network"),
        ({"session_tags": None}, r"session_tags: expected Mapping"),
        ({"session_tags": {"ticket": "*"}}, r"session_tags\['ticket'\]: expected a tuple of at l"),
        (
            {"session_tags": {"ticket": ("OPS-*",)}},
            r"session_tags\['ticket'\]: expected values .*, or '\*' for any, got 'OPS-\*'",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value),
)
def test_what_aws_would_refuse_or_nobody_could_meet_is_refused(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"^rules\.{message}"):
        SessionRules(**fields).check("rules", _USERS)


@pytest.mark.parametrize("because", [None, "", " "])
@pytest.mark.parametrize(
    "fields",
    [
        {"roles": ("ops",)},
        {"permission_sets": ("Ops",)},
        {"accounts": ("111122223333",), "principal_tags": {"team": ("a",)}},
        {"users": ("ada",), "roles": ("ops",)},
    ],
)
def test_who_comes_with_a_role_needs_mfa_where_they_sign_in(
    fields: dict[str, Any], because: str | None
) -> None:
    operators = Operators(**fields, mfa_elsewhere_because=because)

    with pytest.raises(
        ConfigurationError,
        match=r"^rules\.mfa: expected mfa_elsewhere_because in operators \(AWS tells a trust "
        r"policy nothing of the MFA of who comes with a role: say where they sign in with it\), "
        r"or False, got True",
    ):
        SessionRules().check("rules", operators)


@pytest.mark.parametrize("because", ["Identity Center requires it.", None])
def test_who_comes_with_a_role_passes_with_a_reason_or_without_mfa(because: str | None) -> None:
    operators = Operators(roles=("ops",), mfa_elsewhere_because=because)

    SessionRules(mfa=because is not None).check("rules", operators)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"session_hours": 2}, r"session_hours: expected 1, because AWS ends a session that is t"),
        ({"source_identity": False}, r"source_identity: expected True, because only an IAM user"),
    ],
)
def test_what_who_comes_with_a_role_cannot_have_is_refused(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"^rules\.{message}"):
        SessionRules(**fields).check("rules", _ROLES)
