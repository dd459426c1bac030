"""What people do to a running environment: change its hosts, and delete it."""

from dataclasses import replace

from sandbox.deployment import Deployment, Say, for_each
from sandbox.larger_hosts import with_larger_hosts
from sandbox.people import person
from sandbox.release_image import release_images
from sandbox.report import Check, RoleReport
from sandbox.verification.host import verify_host
from sandbox.verification.lifecycle import check_change, check_deletion, read_hosts
from stacks.config import EnvironmentConfig


def change_and_delete(deployment: Deployment, *, say: Say) -> list[RoleReport]:
    """Give the hosts another image and other instance types, delete everything, check both.

    Nothing of the environments is left afterwards.
    """
    changed = deployment.changed_to([with_larger_hosts(one) for one in deployment.environments])
    reports: dict[str, RoleReport] = {}

    def work(old: EnvironmentConfig) -> None:
        new = next(one for one in changed.environments if one.name == old.name)
        if new.has_hosts_in_aws:
            reports[new.name] = _change(deployment, changed, old, new, say)
        else:
            changed.destroy(new, say=say)

    for_each(deployment.environments, work, deployment.emulator)
    return [reports[one.name] for one in deployment.environments if one.name in reports]


def _change(
    deployment: Deployment,
    changed: Deployment,
    old: EnvironmentConfig,
    new: EnvironmentConfig,
    say: Say,
) -> RoleReport:
    """Change one environment, look at its hosts, and delete it."""
    account, cluster = deployment.account(old), old.cluster_stack_name
    before = read_hosts(account, old, deployment.stack(old, cluster))
    checks: list[Check] = []
    if new == old:
        say(new.name, "nothing to change: no hosts whose types could be one size larger")
    else:
        say(new.name, "releasing a newer image, and asking for larger hosts")
        release_images(
            deployment.emulator,
            account=new.account,
            region=new.region,
            current=deployment.stack(old, cluster).images(account.root),
        )
        changed.deploy(new, [cluster], say=say)
    stack = changed.stack(new, cluster)
    after = read_hosts(account, new, stack)
    if new != old:
        checks += check_change(account, before, after, current=stack.images(account.root).values())
    with person(
        deployment.emulator,
        name=f"user-of-{new.name}-after-a-change",
        account=new.account,
        region=new.region,
    ) as user:
        report = verify_host(account, user.identity, new, stack)
    changed.destroy(new, say=say)
    return replace(
        report,
        kind=f"{report.kind}, changed and deleted",
        checks=(
            *checks,
            *(replace(one, group="after the change, as before it") for one in report.checks),
            *check_deletion(account, new, after),
        ),
    )
