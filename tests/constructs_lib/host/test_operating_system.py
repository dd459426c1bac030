from dataclasses import replace
from typing import Any

import pytest

from constructs_lib import AgentFeatures, ConfigurationError, OperatingSystem


@pytest.mark.parametrize("feature", ["cloudwatch_agent", "instance_tags", "service_connect"])
def test_bottlerocket_refuses_a_feature_that_it_does_not_have(feature: str) -> None:
    on: dict[str, Any] = {feature: True}
    features = replace(AgentFeatures(), **on)

    OperatingSystem.AMAZON_LINUX_2023.check("here", features)
    with pytest.raises(ConfigurationError, match=f"because Bottlerocket has no {feature}"):
        OperatingSystem.BOTTLEROCKET.check("here", features)
