"""What a role may do, and who may take it."""

from collections.abc import Mapping, Sequence

from access.policy.compiled_policy import compile_policy, compile_trust
from access.policy.decision import Decision
from access.policy.evaluate import AnyPolicy, UnknownPolicy, decide, evaluate_trust
from access.policy.facts import Facts, KnownValues, known_values
from access.policy.question import Question
from access.policy.request import OtherKeys, Principal, Request
from access.records import Call, Policy, Role

_ARN_PARTS = 6
# Services without regions: which region the request names depends on the partition.
_GLOBAL = frozenset({"cloudfront", "globalaccelerator", "iam", "organizations", "route53", "sts"})


class RoleAccess:
    """A role whose policies were read once, for many questions."""

    __slots__ = ("_account", "_boundary", "_keys", "_policies", "_principal", "_region", "_trust")

    def __init__(self, role: Role) -> None:
        """Read a role's policies.

        Raises:
            AccessError: One that IAM would refuse; see ``compile_policy``.
        """
        self._account = role.account
        self._region = role.region
        self._policies = tuple(_compiled(policy) for policy in role.policies)
        self._boundary = None if role.boundary is None else _compiled(role.boundary)
        self._trust = compile_trust(role.trust, where=f"trust policy of {role.id}")
        self._principal = Principal(aws=role.arn)
        self._keys = known_values(_session_keys(role))

    def may(
        self,
        call: Call,
        *,
        other_keys: OtherKeys = OtherKeys.UNKNOWN,
        in_any_region: bool = False,
    ) -> Decision:
        """Return whether a session of the role may make a call.

        The keys that every request of a role's session has are filled in (IAM user guide, "AWS
        global condition context keys"): who asks, the account of the resource, and the region: the
        resource's, else the role's, as hosts and containers call their own region. Those of the
        call win.

        Args:
            call: The call, with what is known of its circumstances.
            other_keys: What holds for all other keys.
            in_any_region: Whether the role may call any region, where the resource names none.
        """
        keys = {**self._keys, **_resource_keys(call, None if in_any_region else self._region)}
        if call.context:
            keys.update(known_values(call.context))
        asked = Question(
            action=call.action,
            lower_action=call.action.lower(),
            resource=call.resource,
            facts=Facts(keys, other_keys=other_keys),
            principal=self._principal,
        )
        return decide(asked, policies=self._policies, boundary=self._boundary)

    def may_be_taken(self, request: Request) -> Decision:
        """Return whether somebody may take the role, as far as its trust policy goes.

        Raises:
            AccessError: A principal that is not one.
        """
        return evaluate_trust(request, self._trust, account=self._account)


def _compiled(policy: Policy) -> AnyPolicy:
    if policy.document is None:
        return UnknownPolicy(policy.where)
    return compile_policy(policy.document, where=policy.where)


def _session_keys(role: Role) -> Mapping[str, Sequence[str] | None]:
    return {
        "aws:PrincipalArn": [role.arn],
        "aws:PrincipalAccount": [role.account],
        "aws:PrincipalType": ["AssumedRole"],
        "aws:PrincipalIsAWSService": ["false"],
        "aws:PrincipalServiceName": None,
        # Sessions of roles have none ("aws:username").
        "aws:username": None,
    }


def _resource_keys(call: Call, region: str | None) -> KnownValues:
    parts = call.resource.split(":", _ARN_PARTS - 1)
    of_resource, account = parts[3:5] if len(parts) == _ARN_PARTS else ("", "")
    keys: KnownValues = {}
    if of_resource and "*" not in of_resource:
        keys["aws:requestedregion"] = (of_resource,)
    elif region is not None and call.action.partition(":")[0].lower() not in _GLOBAL:
        keys["aws:requestedregion"] = (region,)
    if account.isdigit():
        keys["aws:resourceaccount"] = (account,)
    return keys
