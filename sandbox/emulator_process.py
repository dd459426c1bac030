"""The emulator as a process of its own."""

import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from sandbox.certificate import make_certificate
from sandbox.child_environment import child_environment
from sandbox.sandbox_error import SandboxError

_START_SECONDS = 60
_STOP_SECONDS = 10
_LOG_LINES = 15


class Emulator:
    """A running AWS on the loopback address.

    Attributes:
        endpoint: URL of every service.
        authority: PEM file of the authority that its certificate is signed by.
        secret: Secret access key of every account; the access key is the account's 12 digits.
        process_group: Whatever joins it ends with the emulator.
    """

    def __init__(self, *, endpoint: str, authority: Path, secret: str, process_group: int) -> None:
        """Describe it; ``running_emulator`` starts it."""
        self.endpoint = endpoint
        self.authority = authority
        self.secret = secret
        self.process_group = process_group

    def ask(self, path: str, question: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """Send JSON to a path of the emulator that is no AWS API; return status and answer."""
        tls = HTTPSHandler(context=ssl.create_default_context(cafile=str(self.authority)))
        body = None if question is None else json.dumps(question).encode()
        try:
            with build_opener(tls, ProxyHandler({})).open(
                Request(self.endpoint + path, data=body), timeout=_START_SECONDS
            ) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refusal:
            return refusal.code, json.load(refusal)

    def kill(self) -> None:
        """End it at once, and all that joined its process group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process_group, signal.SIGKILL)


@contextmanager
def running_emulator(folder: Path, *, outside: Mapping[str, str]) -> Iterator[Emulator]:
    """Start an emulator on a free port of the loopback address; stop it on the way out.

    However the way out is taken, no process is left: the emulator leads a process group, and it
    kills that group when the pipe from this process closes, which even a crash does.

    Args:
        folder: For certificate, log and state; only this emulator's.
        outside: The variables of this process.

    Raises:
        SandboxError: It did not come up; the message ends with the tail of its log.
    """
    certificate = make_certificate(folder)
    secret = secrets.token_hex(20)
    log = folder / "emulator.log"
    still_here, here = os.pipe()
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "sandbox.emulator"),
                *("--socket", str(listener.fileno()), "--parent", str(still_here)),
                *("--certificate", str(certificate.chain), "--key", str(certificate.key)),
            ],
            cwd=Path(__file__).parent.parent,
            env=_variables(folder, outside, port=port, secret=secret),
            pass_fds=(listener.fileno(), still_here),
            process_group=0,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    os.close(still_here)
    emulator = Emulator(
        endpoint=f"https://127.0.0.1:{port}",
        authority=certificate.authority,
        secret=secret,
        process_group=process.pid,
    )
    try:
        _wait_until_healthy(emulator, log)
        yield emulator
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
    finally:
        emulator.kill()
        process.wait()
        os.close(here)


def _variables(
    folder: Path, outside: Mapping[str, str], *, port: int, secret: str
) -> dict[str, str]:
    return child_environment(outside, home=folder) | {
        "AUTH": "true",
        "USE_SSL": "1",
        "GATEWAY_PORT": str(port),
        "AWS_SECRET_ACCESS_KEY": secret,
        # The emulator must run no container, and open no port but its own.
        "DOCKER_HOST": f"unix://{folder / 'no-docker'}",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def _wait_until_healthy(emulator: Emulator, log: Path) -> None:
    """Ask once: the socket listens already, so the question waits until the answer is there."""
    try:
        status, _ = emulator.ask("/_ministack/health")
    except (OSError, ValueError) as error:
        reason: object = error
    else:
        if status == 200:
            return
        reason = f"status {status}"
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-_LOG_LINES:])
    raise SandboxError(f"the emulator did not start ({reason}):\n{tail}")
