"""Somebody who calls the emulator's AWS APIs."""

from functools import partial
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import Loader

from sandbox.emulator_process import UNCHECKED_SECRET, Emulator

# Environment variables and files that botocore would read; the caller's own must not count.
_FROM_OUTSIDE = ("profile", "config_file", "credentials_file", "ca_bundle", "region")

# Reading the model of a service takes longer than most calls, so all identities share them.
_MODELS = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)


class Identity:
    """Calls AWS APIs in one region of the emulator, with explicit credentials only."""

    def __init__(
        self,
        emulator: Emulator,
        *,
        region: str,
        aws_access_key_id: str,
        aws_secret_access_key: str,
        aws_session_token: str | None = None,
        source_ip: str | None = None,
    ) -> None:
        """Hold the credentials; nothing is called yet.

        Args:
            emulator: What is called.
            region: Where.
            aws_access_key_id: Of the credentials.
            aws_secret_access_key: Of the credentials.
            aws_session_token: Of temporary credentials; none if left out.
            source_ip: Address that AWS sees the calls come from; the loopback's if left out.
        """
        core = botocore.session.Session(
            session_vars={name: (None, None, None, None) for name in _FROM_OUTSIDE}
        )
        core.register_component("data_loader", _MODELS)
        if source_ip is not None:
            core.register("before-send", partial(_come_from, source_ip))
        self._emulator = emulator
        self._region = region
        self._clients: dict[str, Any] = {}
        self._session = boto3.Session(
            aws_access_key_id=aws_access_key_id,
            aws_secret_access_key=aws_secret_access_key,
            aws_session_token=aws_session_token,
            region_name=region,
            botocore_session=core,
        )

    def calling_from(self, source_ip: str | None) -> "Identity":
        """Return the same credentials, used from another address; the loopback's if None."""
        own = self._session.get_credentials()
        return Identity(
            self._emulator,
            region=self._region,
            aws_access_key_id=own.access_key,
            aws_secret_access_key=own.secret_key,
            aws_session_token=own.token,
            source_ip=source_ip,
        )

    def client(self, service: str) -> Any:
        """Return the boto3 client of a service, bound to the emulator."""
        if service not in self._clients:
            self._clients[service] = self._session.client(
                service,
                endpoint_url=self._emulator.endpoint,
                verify=str(self._emulator.authority),
                config=Config(proxies={}, retries={"total_max_attempts": 1}),
            )
        return self._clients[service]


def _come_from(source_ip: str, request: Any, **_: Any) -> None:
    """Name the address in a signed request; botocore wants handlers to take whatever it tells."""
    request.headers["x-sandbox-source-ip"] = source_ip


def account_root(emulator: Emulator, *, account: str, region: str) -> Identity:
    """Return the root of an account; the emulator checks no secret for it."""
    return Identity(
        emulator,
        region=region,
        aws_access_key_id=account,
        aws_secret_access_key=UNCHECKED_SECRET,
    )


def error_code(error: ClientError) -> str:
    """Return the code with which AWS refused a call."""
    return str(error.response["Error"]["Code"])
