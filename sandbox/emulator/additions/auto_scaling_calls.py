"""The calls of Amazon EC2 Auto Scaling: they act on instances, and tell of them.

The emulator makes instance ids up. Groups are made by CloudFormation only: what would need more
than that (``CreateAutoScalingGroup``, ``StartInstanceRefresh``) is refused, not pretended.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.emulator.auto_scaling.capacity import Capacity
from sandbox.emulator.instances import after_termination

SUMMARY = "act on instances of EC2 and tell of them; a terminated instance is replaced"

_REFUSED = ("CreateAutoScalingGroup", "StartInstanceRefresh")
_UNTOLD = ("InstanceRefreshes",)
_NOT_EMPTY = (
    "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance "
    "request(s) still in the group."
)

_Request = dict[str, Any]
_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Replace the emulator's answers, and follow every termination."""
    from ministack.services import autoscaling, ec2

    calls = _Calls(autoscaling, Capacity(ec2))
    for action in _REFUSED:
        del autoscaling._ACTION_MAP[action]
    autoscaling._ACTION_MAP.update(
        DescribeAutoScalingGroups=calls.describe_groups,
        DescribeAutoScalingInstances=calls.describe_instances,
        DeleteAutoScalingGroup=calls.delete_group,
        SetDesiredCapacity=calls.checked(autoscaling._ACTION_MAP["SetDesiredCapacity"]),
        UpdateAutoScalingGroup=calls.checked(autoscaling._ACTION_MAP["UpdateAutoScalingGroup"]),
    )
    # The emulator's own SetDesiredCapacity and UpdateAutoScalingGroup end with this.
    autoscaling._reconcile_instances = calls.reach_desired
    after_termination(ec2, calls.replace_terminated)


class _Calls:
    def __init__(self, autoscaling: Any, capacity: Capacity) -> None:
        self._autoscaling = autoscaling
        self._groups = autoscaling._asgs
        self._capacity = capacity

    def describe_groups(self, request: _Request) -> _Answer:
        names = self._autoscaling._parse_member_list(request, "AutoScalingGroupNames")
        groups = [
            {key: value for key, value in group.items() if value != {} and key not in _UNTOLD}
            for name, group in self._groups.items()
            if not names or name in names
        ]
        return self._answer("DescribeAutoScalingGroups", {"AutoScalingGroups": groups})

    def describe_instances(self, request: _Request) -> _Answer:
        wanted = self._autoscaling._parse_member_list(request, "InstanceIds")
        instances = [
            member | {"AutoScalingGroupName": name}
            for name, group in self._groups.items()
            for member in group["Instances"]
            if not wanted or member["InstanceId"] in wanted
        ]
        return self._answer("DescribeAutoScalingInstances", {"AutoScalingInstances": instances})

    def delete_group(self, request: _Request) -> _Answer:
        name = self._autoscaling._p(request, "AutoScalingGroupName")
        group = self._groups.get(name, {"Instances": []})
        if group["Instances"] and self._autoscaling._p(request, "ForceDelete") != "true":
            return self._refusal("ResourceInUse", _NOT_EMPTY)
        for member in list(group["Instances"]):
            self._capacity.terminate(group, member)
        answer: _Answer = self._autoscaling._delete_asg(request)
        return answer

    def checked(self, plain: Callable[[_Request], _Answer]) -> Callable[[_Request], _Answer]:
        """Refuse sizes that the group cannot have, before the emulator sets them."""
        sizes = ("MinSize", "MaxSize", "DesiredCapacity")

        def call(request: _Request) -> _Answer:
            group = self._groups.get(self._autoscaling._p(request, "AutoScalingGroupName"))
            if group is None:
                return plain(request)
            given = {size: self._autoscaling._p(request, size) for size in sizes}
            wanted = group | {size: int(value) for size, value in given.items() if value}
            try:
                self._capacity.check(wanted)
                return plain(request)
            except ValueError as refusal:
                return self._refusal("ValidationError", str(refusal))

        return call

    def reach_desired(self, group: dict[str, Any]) -> None:
        self._capacity.reach_desired(group)

    def replace_terminated(self, instance_id: str) -> None:
        for group in self._groups.values():
            for member in list(group["Instances"]):
                if member["InstanceId"] == instance_id:
                    group["Instances"].remove(member)
                    self._capacity.reach_desired(group)

    def _refusal(self, code: str, message: str) -> _Answer:
        answer: _Answer = self._autoscaling._error(code, message)
        return answer

    def _answer(self, action: str, result: Mapping[str, Any]) -> _Answer:
        xml = self._autoscaling._member_xml(result)
        inner = f"<{action}Result>{xml}</{action}Result>"
        answer: _Answer = self._autoscaling._xml(200, f"{action}Response", inner)
        return answer
