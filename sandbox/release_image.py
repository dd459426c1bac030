"""Newer images of the hosts, as AWS releases them every few weeks."""

import hashlib
from collections.abc import Mapping

from sandbox.emulator_process import Emulator
from sandbox.sandbox_error import SandboxError


def release_images(
    emulator: Emulator, *, account: str, region: str, current: Mapping[str, str]
) -> None:
    """Put another image into each public parameter, for one account and region of the emulator.

    Args:
        emulator: Whose parameters.
        account: Who sees the newer images.
        region: Where.
        current: Name of each parameter, to the image that it names now.

    Raises:
        SandboxError: The emulator refused.
    """
    newer = {
        name: f"ami-{hashlib.sha256(image.encode()).hexdigest()[:17]}"
        for name, image in current.items()
    }
    question = {"account": account, "region": region, "images": newer}
    status, answer = emulator.ask("/_sandbox/images", question)
    if status != 200:
        raise SandboxError(f"no newer images in {account}, {region}: {answer}")
