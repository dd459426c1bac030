"""The emulator as a process of its own."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from sandbox.certificate import make_certificate
from sandbox.child_environment import child_environment
from sandbox.sandbox_error import SandboxError

PARTITION = "aws"
"""The one partition that the emulator has."""

UNCHECKED_SECRET = "unchecked"
"""Secret access key of an account's root."""

# What our stacks, the CDK CLI and the probes call, and nothing that could run somebody's code.
_SERVICES = (
    *("autoscaling", "cloudformation", "dynamodb", "ec2", "ecr", "ecs", "events", "iam", "kms"),
    *("logs", "organizations", "s3", "secretsmanager", "sns", "ssm", "sts"),
)
_MODULE = "sandbox.emulator"
_START_SECONDS = 60
_LOG_LINES = 15


class Emulator:
    """A running AWS on the loopback address.

    It holds many accounts. The 12 digits of an account are the access key of its root; the secret
    of such a key is not checked, so what keeps two emulators apart is their certificates.

    Attributes:
        endpoint: URL of every service.
        authority: PEM file of the authority that its certificate is signed by.
        process_group: Id of the emulator's process, and of the group that it leads.
    """

    def __init__(self, *, endpoint: str, authority: Path, process_group: int) -> None:
        """Describe it; ``running_emulator`` starts it."""
        self.endpoint = endpoint
        self.authority = authority
        self.process_group = process_group
        self._ended = False
        self._lock = threading.Lock()

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

    def start_beside(
        self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]
    ) -> subprocess.Popen[str]:
        """Start a process that ends with the emulator; its output is one readable stream.

        Raises:
            SandboxError: The emulator has ended already.
        """
        with self._lock:
            if self._ended:
                raise SandboxError("the emulator has ended")
            return subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                process_group=self.process_group,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def kill(self) -> None:
        """End it at once, and all that was started beside it."""
        with self._lock:
            self._ended = True
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
    log = folder / "emulator.log"
    still_here, here = os.pipe()
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", _MODULE),
                *("--socket", str(listener.fileno()), "--parent", str(still_here)),
                *("--certificate", str(certificate.chain), "--key", str(certificate.key)),
            ],
            cwd=Path(__file__).parent.parent,
            env=_variables(folder, outside, port=port),
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
        process_group=process.pid,
    )
    try:
        _wait_until_healthy(emulator, log)
        yield emulator
    finally:
        # It has nothing to put in order: all that it knows is in the folder, or in its memory.
        emulator.kill()
        process.wait()
        os.close(here)


def _variables(folder: Path, outside: Mapping[str, str], *, port: int) -> dict[str, str]:
    return child_environment(outside, home=folder) | {
        "AUTH": "true",
        "USE_SSL": "1",
        "GATEWAY_PORT": str(port),
        # The emulator must run no container and no function, and open no port but its own.
        "DOCKER_HOST": f"unix://{folder / 'no-docker'}",
        "LAMBDA_STRICT": "1",
        "SERVICES": ",".join(_SERVICES),
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
