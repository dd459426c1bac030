"""Clients of botocore that call nobody."""

from typing import Any

import botocore.session
from botocore.stub import Stubber


def stubbed(service: str) -> tuple[Any, Stubber]:
    """Return a client, and what decides on its answers."""
    client = botocore.session.Session().create_client(
        service, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    stubber = Stubber(client)
    stubber.activate()
    return client, stubber
