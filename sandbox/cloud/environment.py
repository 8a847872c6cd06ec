"""The environment of the local cloud: nothing of the host's, and what ministack reads at import."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from sandbox.cloud.run_secrets import Secrets
from sandbox.cloud.settings import ACCOUNT, REGION

# All that is kept of the host's environment: how to find programs, and how text is encoded.
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


def enter(
    temporary_folder: Path, port: int, domain_endpoint: str, time_scale: float, secrets: Secrets
) -> None:
    """Replace this process's environment and its folder for temporary files.

    What it writes from now on is its owner's alone.

    ministack reads its settings from the environment when it is imported, so this comes first.
    A profile, a proxy or credentials of the host must not reach it, nor any function that it runs.
    """
    variables = {name: os.environ[name] for name in _KEPT if name in os.environ}
    variables |= ministack_variables(port, domain_endpoint, time_scale)
    variables |= {
        "AWS_ACCESS_KEY_ID": secrets.root_access_key,
        "AWS_SECRET_ACCESS_KEY": secrets.root_secret_key,
    }
    variables |= {"TMPDIR": str(temporary_folder), "STATE_DIR": str(temporary_folder / "state")}
    os.environ.clear()
    os.environ.update(variables)
    tempfile.tempdir = str(temporary_folder)
    os.umask(0o077)


def ministack_variables(port: int, domain_endpoint: str, time_scale: float) -> dict[str, str]:
    """Return the variables that ministack, and the AWS clients of this process, are run with."""
    return {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "AUTH": "true",  # IAM is enforced
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "MINISTACK_OPENSEARCH_ENDPOINT": domain_endpoint,
        "LOG_LEVEL": "ERROR",
        # Nothing here needs Docker, an SFTP server or an MQTT broker: a name that no socket has.
        "DOCKER_HOST": "unix:///nonexistent/docker.sock",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": str(60 * time_scale),
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def fresh_folder(folder: Path) -> Path:
    """Make an empty folder, removing what an earlier run that was killed left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder.resolve()


def remove_folder(folder: Path) -> None:
    """Remove the folder with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
