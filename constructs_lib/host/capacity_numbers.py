"""How many hosts there are, and how they are bought."""

from constructs_lib.configuration_error import ConfigurationError


def check_hosts(where: str, *, min_hosts: int, max_hosts: int, desired_hosts: int | None) -> None:
    """Refuse numbers of hosts that contradict each other.

    Raises:
        ConfigurationError: Names the number.
    """
    for name, value in (
        ("min_hosts", min_hosts),
        ("max_hosts", max_hosts),
        ("desired_hosts", 0 if desired_hosts is None else desired_hosts),
    ):
        if not isinstance(value, int) or isinstance(value, bool):
            raise ConfigurationError(f"{where}.{name}", expected="a whole number", got=value)
    if min_hosts < 0:
        raise ConfigurationError(f"{where}.min_hosts", expected="0 or more", got=min_hosts)
    if max_hosts < max(min_hosts, 1):
        raise ConfigurationError(
            f"{where}.max_hosts",
            expected=f"{max(min_hosts, 1)} or more (min_hosts is {min_hosts})",
            got=max_hosts,
        )
    if desired_hosts is not None and not min_hosts <= desired_hosts <= max_hosts:
        raise ConfigurationError(
            f"{where}.desired_hosts",
            expected=f"{min_hosts} to {max_hosts}, which are min_hosts and max_hosts",
            got=desired_hosts,
        )


def check_purchase(
    where: str, *, on_demand_base: int, spot_percent: int, spot_draining: bool, max_hosts: int
) -> None:
    """Refuse shares of on-demand and spot instances that there cannot be.

    Raises:
        ConfigurationError: Names the share; spot instances whose agent does not drain them.
    """
    if on_demand_base < 0:
        raise ConfigurationError(
            f"{where}.on_demand_base", expected="0 or more", got=on_demand_base
        )
    check_percent(f"{where}.spot_percent", spot_percent, least=0)
    if spot_percent and on_demand_base >= max_hosts:
        raise ConfigurationError(
            f"{where}.on_demand_base",
            expected=f"less than max_hosts ({max_hosts}), or there would be no spot instance",
            got=on_demand_base,
        )
    if spot_percent and not spot_draining:
        raise ConfigurationError(
            f"{where}.spot_percent",
            expected="0, because the hosts would not drain before an interruption "
            "(AgentFeatures(spot_draining=True) lets them)",
            got=spot_percent,
        )


def check_range(where: str, name: str, *, least: float, most: float | None) -> None:
    """Refuse a range that nothing is in.

    Args:
        where: Of what the two belong to.
        name: What the range is of; the two are ``min_<name>`` and ``max_<name>``.
        least: The minimum.
        most: The maximum; no limit if there is none.

    Raises:
        ConfigurationError: Names the minimum or the maximum.
    """
    if least <= 0:
        raise ConfigurationError(f"{where}.min_{name}", expected="more than 0", got=least)
    if most is not None and most < least:
        raise ConfigurationError(
            f"{where}.max_{name}", expected=f"{least} or more, as min_{name} is", got=most
        )


def check_percent(where: str, percent: int, *, least: int) -> None:
    """Refuse what is no percentage.

    Raises:
        ConfigurationError: Below the least, or above 100.
    """
    if not least <= percent <= 100:
        raise ConfigurationError(where, expected=f"{least} to 100 (percent)", got=percent)
