"""What becomes of an environment's hosts when it is changed, and when it is deleted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from sandbox.identity import error_code
from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.capacity.carrier import Carrier
from sandbox.verification.capacity.provider import describe_provider
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.host import carriers_of, read_profile
from stacks.config import AutoScalingConfig, EnvironmentConfig, ManagedInstancesConfig

# What IAM and CloudFormation say of what they do not have.
_UNKNOWN = ("NoSuchEntity", "ValidationError")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hosts:
    """The hosts of an environment at one time."""

    role: str
    """Name of their role."""

    profile: dict[str, Any]
    """Their instance profile, as IAM tells it."""

    carriers: Sequence[Carrier]

    def ids(self) -> list[str]:
        """Return the instances that run."""
        return [one["InstanceId"] for carrier in self.carriers for one in carrier.instances]


def read_hosts(account: Account, environment: EnvironmentConfig, stack: DeployedStack) -> Hosts:
    """Return the hosts that there are now."""
    profile = read_profile(account, stack)
    return Hosts(
        role=stack.outputs["ContainerInstanceRoleName"],
        profile=profile,
        carriers=list(carriers_of(account, environment, profile, stack)),
    )


def check_change(
    account: Account, before: Hosts, after: Hosts, *, current: Iterable[str]
) -> list[Check]:
    """Check that a new image and new instance types came with other hosts and the same profile.

    Args:
        account: Where they run.
        before: The hosts before the change.
        after: Those after it, on the same capacity in the same order.
        current: Ids of the images that are current now.
    """
    return [
        *(
            check
            for old, new in zip(before.carriers, after.carriers, strict=True)
            if old.instances
            for check in _check_carrier(account, old, new, set(current))
        ),
        Check(
            what="change: role and profile are those of before",
            expected=f"{before.role}, {before.profile['Arn']}",
            observed=f"{after.role}, {after.profile['Arn']}",
        ),
    ]


def _check_carrier(
    account: Account, before: Carrier, after: Carrier, current: set[str]
) -> Iterator[Check]:
    old, new = _values(before, "InstanceId"), _values(after, "InstanceId")
    images, types = _values(after, "ImageId"), _values(after, "InstanceType")
    yield Check(
        what=f"change: the old hosts ({_listed(old)}) are terminated",
        expected="terminated",
        observed=_listed(_states(account, old)),
    )
    yield Check(
        what=f"change: the new hosts ({_listed(new)}) run the new image {_listed(images)}",
        expected=_listed(images & current),
        observed=_listed(images),
    )
    yield Check(
        what=f"change: as many as before, and none of them: {len(new)}",
        expected=str(len(old)),
        observed=str(len(new - old)),
    )
    if before.types != after.types:
        yield Check(
            what=f"change: they are {_listed(types)}, one size larger",
            expected=_listed(types & set(after.types)),
            observed=_listed(types),
        )


def _values(carrier: Carrier, field: str) -> set[str]:
    return {one[field] for one in carrier.instances}


def check_deletion(account: Account, environment: EnvironmentConfig, last: Hosts) -> list[Check]:
    """Check that nothing is left of an environment's stacks, hosts, role and profile.

    A role and a profile from outside stay with their owner.
    """
    iam, profile = account.root.client("iam"), last.profile["InstanceProfileName"]
    is_outside = environment.existing_instance_profile is not None
    kept = "there" if is_outside else "gone"
    return [
        *(
            Check(what=f"deletion: {what} is gone", expected="gone", observed=observed)
            for what, observed in _remains(account, environment, last)
        ),
        *(
            Check(what=f"deletion: {what} is {kept}", expected=kept, observed=observed)
            for what, observed in (
                ("the role", _look(lambda: iam.get_role(RoleName=last.role))),
                (
                    "the profile",
                    _look(lambda: iam.get_instance_profile(InstanceProfileName=profile)),
                ),
            )
        ),
    ]


def _remains(
    account: Account, environment: EnvironmentConfig, last: Hosts
) -> Iterator[tuple[str, str]]:
    cloudformation, ecs = (account.root.client(name) for name in ("cloudformation", "ecs"))
    for name in environment.stack_names:
        yield f"stack {name}", _look(lambda: cloudformation.describe_stacks(StackName=name))  # noqa: B023
    iam = account.root.client("iam")
    for boundary in environment.made_boundaries:
        policy = boundary.policy_name(environment.name)
        arn = account.iam_arn(f"policy/{policy}")
        yield f"boundary {policy}", _look(lambda: iam.get_policy(PolicyArn=arn))  # noqa: B023
    (cluster,) = ecs.describe_clusters(clusters=[environment.cluster_name])["clusters"] or [{}]
    yield "the cluster", "there" if cluster.get("status") == "ACTIVE" else "gone"
    for capacity in environment.capacity:
        if isinstance(capacity, (AutoScalingConfig, ManagedInstancesConfig)):
            name = environment.capacity_provider_name(capacity)
            status = describe_provider(account, name).get("status", "INACTIVE")
            yield f"capacity provider {name}", "gone" if status == "INACTIVE" else status
    groups = [carrier.group for carrier in last.carriers if carrier.group is not None]
    for name in groups:
        found = account.root.client("autoscaling").describe_auto_scaling_groups(
            AutoScalingGroupNames=[name]
        )["AutoScalingGroups"]
        yield f"group {name}", "there" if found else "gone"
    running = set(_states(account, last.ids())) - {"terminated"}
    yield "each host", _listed(running) if running else "gone"


def _look(call: Callable[[], object]) -> str:
    try:
        call()
    except ClientError as error:
        if error_code(error) not in _UNKNOWN:
            raise
        return "gone"
    return "there"


def _states(account: Account, instance_ids: Iterable[str]) -> list[str]:
    ids = sorted(instance_ids)
    if not ids:
        return []
    reservations = account.root.client("ec2").describe_instances(InstanceIds=ids)["Reservations"]
    return [one["State"]["Name"] for each in reservations for one in each["Instances"]]


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(set(values))) or "none"
