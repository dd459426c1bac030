"""Two environments of one account, which have every kind of role of people between them."""

from dataclasses import replace

from constructs_lib import (
    OperatorAccess,
    Operators,
    Permission,
    SessionRules,
    WebIdentity,
)
from stacks.config import (
    AccessConfig,
    DeployerConfig,
    Expectation,
    ExternalAccountConfig,
    OperatorConfig,
)
from stacks.environments import DEV

ELSEWHERE = "666666666666"
"""Another account, of which some are let in."""

_ONE = Operators(users=("operator-1",))
_MFA = "Whoever comes with this role signs in with MFA."
_BUCKETS = Permission(
    actions=("s3:ListAllMyBuckets",),
    resources=("*",),
    wildcards_because="There is one list of all buckets.",
)


def _operator(
    name: str,
    operators: Operators = _ONE,
    rules: SessionRules | None = None,
    access: OperatorAccess | None = OperatorAccess.READ_ONLY,
) -> OperatorConfig:
    return OperatorConfig(
        name=name, operators=operators, rules=rules or SessionRules(), access=access
    )


_OPERATORS = (
    _operator("users-of-another", Operators(users=(f"arn:aws:iam::{ELSEWHERE}:user/team/carol",))),
    _operator(
        "roles",
        Operators(
            roles=("on-call", f"arn:aws:iam::{ELSEWHERE}:role/team/on-call"),
            mfa_elsewhere_because=_MFA,
        ),
    ),
    _operator("permission-sets", Operators(permission_sets=("Ops",), mfa_elsewhere_because=_MFA)),
    _operator(
        "tagged",
        Operators(
            accounts=(DEV.account, ELSEWHERE),
            principal_tags={"team": ("orders", "payments"), "on-call": ("yes",)},
            mfa_elsewhere_because=_MFA,
        ),
    ),
    _operator("networks", rules=SessionRules(networks=("203.0.113.0/24", "2001:db8::/32"))),
    _operator(
        "session-tags",
        rules=SessionRules(session_tags={"ticket": ("*",), "team": ("orders", "payments")}),
    ),
    _operator("past", rules=SessionRules(valid_until="2020-01-01T00:00:00Z")),
    _operator("future", rules=SessionRules(valid_from="2099-01-01T00:00:00Z")),
    _operator(
        "between",
        rules=SessionRules(
            valid_from="2020-01-01T00:00:00Z",
            valid_until="2099-01-01T00:00:00Z",
            networks=("203.0.113.0/24",),
            max_mfa_age_minutes=5,
        ),
        access=OperatorAccess.BREAK_GLASS,
    ),
    _operator("without-mfa", rules=SessionRules(mfa=False)),
    _operator("by-profile", rules=SessionRules(source_identity=False, session_hours=12)),
    _operator(
        "everybody",
        Operators(
            users=("operator-1", f"arn:aws:iam::{ELSEWHERE}:user/operator-1"),
            roles=("on-call",),
            permission_sets=("Ops",),
            mfa_elsewhere_because=_MFA,
        ),
        SessionRules(networks=("203.0.113.0/24",), session_tags={"ticket": ("*",)}),
    ),
    OperatorConfig(
        name="own-permissions",
        operators=_ONE,
        rules=SessionRules(session_hours=4),
        permissions=(_BUCKETS,),
        alarm=True,
        must_allow=(Expectation(action="s3:ListAllMyBuckets"),),
        must_deny=(Expectation(action="s3:PutObject", resource="arn:aws:s3:::bucket/key"),),
    ),
)
_DEPLOYERS = (
    DeployerConfig(
        name="gitlab",
        workflows=(
            WebIdentity(
                issuer="https://gitlab.com",
                audience="https://gitlab.com",
                subjects=(
                    "project_path:group/shop:ref_type:branch:ref:main",
                    "project_path:group/shop:ref_type:branch:ref:release",
                ),
            ),
        ),
        trusted_roles=(f"arn:aws:iam::{ELSEWHERE}:role/tools/deployment",),
    ),
    DeployerConfig(
        name="tools", trusted_roles=(f"arn:aws:iam::{ELSEWHERE}:role/tools/deployment",)
    ),
)

ALL_KINDS = replace(
    DEV,
    services=(),
    access=AccessConfig(
        operators=_OPERATORS,
        external_accounts=(
            ExternalAccountConfig(
                name="auditor",
                accounts=(ELSEWHERE, "777777777777"),
                external_id="ecs-iam-roles:dev",
                permissions=(_BUCKETS,),
                must_allow=(Expectation(action="s3:ListAllMyBuckets"),),
            ),
            ExternalAccountConfig(
                name="of-organisation",
                accounts=(ELSEWHERE,),
                external_id="ecs-iam-roles:dev",
                organization_id="o-a1b2c3d4e5",
                permissions=(_BUCKETS,),
            ),
        ),
        deployers=_DEPLOYERS,
    ),
)
"""Dev without services, with every kind of role."""

NEIGHBOUR = replace(
    ALL_KINDS,
    name="neighbour",
    cluster_name="neighbour",
    access=replace(
        ALL_KINDS.access,
        operators=_OPERATORS[:4],
        existing_identity_providers=("https://gitlab.com",),
    ),
)
"""It names the same people, in the same account."""
