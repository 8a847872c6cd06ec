"""The environment variables that Lambda sets for a function, and no other ones."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any


def lambda_environment(
    config: Mapping[str, Any], credentials: Mapping[str, str], region: str, log_stream: str
) -> dict[str, str]:
    """Return the variables that Lambda sets ("Defined runtime environment variables")."""
    logging_config = config.get("LoggingConfig") or {}
    name = str(config.get("FunctionName", ""))
    return {
        "_HANDLER": str(config.get("Handler", "")),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.get('Runtime', 'python3.13')}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_VERSION": str(config.get("Version", "$LATEST")),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": str(logging_config.get("LogGroup") or f"/aws/lambda/{name}"),
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_LAMBDA_LOG_FORMAT": str(logging_config.get("LogFormat", "Text")),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PATH": os.defpath,
        # As in Lambda there is nothing to find at home: no ~/.aws of this machine.
        "HOME": "/home/sbx_user1051",
        **credentials,
    }


def short_name(config: dict[str, Any]) -> str:
    """Return what a function calls itself, which its generated name does not tell."""
    variables = (config.get("Environment") or {}).get("Variables", {})
    return str(variables.get("POWERTOOLS_SERVICE_NAME") or config["FunctionName"])
