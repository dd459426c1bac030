"""Where the hosts of an environment run."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network

from constructs_lib import ConfigurationError

_VPC_ID = re.compile(r"vpc-[0-9a-f]{8,17}")
_SUBNET_ID = re.compile(r"subnet-[0-9a-f]{8,17}")

# A VPC is a /16 to a /28; below a /24 there is little left to share among the subnets.
_LARGEST_PREFIX, _SMALLEST_PREFIX = 16, 24


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkConfig:
    """A new network of the environment's own, or an existing one: one of the two."""

    availability_zones: tuple[str, ...]
    """Named here, so that synthesis looks nothing up. An existing network: one for each subnet."""

    cidr: str | None = None
    """New network: its IPv4 addresses, ``/16`` to ``/24``.

    It gets one public subnet for each zone and no NAT gateway.
    """

    vpc_id: str | None = None
    """Existing network: its VPC."""

    subnet_ids: tuple[str, ...] = ()
    """Existing network: the subnets for the hosts; they must reach the endpoints of ECS."""

    def check(self, where: str, *, region: str) -> None:
        """Refuse a network that is neither new nor existing, or that cannot be in the region."""
        if self.cidr is not None and (self.vpc_id is not None or self.subnet_ids):
            raise ConfigurationError(
                where,
                expected="either cidr (a new network) or vpc_id with subnet_ids, not both",
                got=f"cidr={self.cidr!r}, vpc_id={self.vpc_id!r}, subnet_ids={self.subnet_ids!r}",
            )
        if not self.availability_zones:
            raise ConfigurationError(
                f"{where}.availability_zones",
                expected=f"at least one zone of {region}, as in ('{region}a',)",
                got=self.availability_zones,
            )
        for zone in self.availability_zones:
            if not re.fullmatch(f"{re.escape(region)}(-[a-z]+-[0-9]+)?[a-z]", zone):
                raise ConfigurationError(
                    f"{where}.availability_zones",
                    expected=f"zones of {region}, as in '{region}a'",
                    got=zone,
                )
        if self.cidr is None:
            self._check_existing(where)
        else:
            self._check_new(where, self.cidr)

    def _check_new(self, where: str, cidr: str) -> None:
        # Each zone gets a subnet; an existing network may have several in one.
        if len(set(self.availability_zones)) != len(self.availability_zones):
            raise ConfigurationError(
                f"{where}.availability_zones",
                expected="each zone once",
                got=self.availability_zones,
            )
        try:
            prefix = IPv4Network(cidr).prefixlen
        except ValueError:
            prefix = None
        if prefix is None or not _LARGEST_PREFIX <= prefix <= _SMALLEST_PREFIX:
            raise ConfigurationError(
                f"{where}.cidr",
                expected="an IPv4 network from /16 to /24, as in '10.0.0.0/16'",
                got=cidr,
            )

    def _check_existing(self, where: str) -> None:
        if self.vpc_id is None or not _VPC_ID.fullmatch(self.vpc_id):
            raise ConfigurationError(
                f"{where}.vpc_id",
                expected="the id of a VPC, as in 'vpc-0a1b2c3d4e5f60718' (or cidr, for a new one)",
                got=self.vpc_id,
            )
        for subnet_id in self.subnet_ids:
            if not _SUBNET_ID.fullmatch(subnet_id):
                raise ConfigurationError(
                    f"{where}.subnet_ids",
                    expected="ids of subnets, as in 'subnet-0a1b2c3d4e5f60718'",
                    got=subnet_id,
                )
        if len(set(self.subnet_ids)) != len(self.subnet_ids):
            raise ConfigurationError(
                f"{where}.subnet_ids", expected="each subnet once", got=self.subnet_ids
            )
        if len(self.subnet_ids) != len(self.availability_zones):
            raise ConfigurationError(
                f"{where}.subnet_ids",
                expected=f"one subnet for each of the {len(self.availability_zones)} "
                "availability_zones, in their order",
                got=self.subnet_ids,
            )
