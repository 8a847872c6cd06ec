"""The one door to ministack, and the list of its private names that this package hooks or reads.

ministack is pinned exactly because these names are no promise of its authors; a test fails when
one of them disappears.
"""

from __future__ import annotations

import importlib
from typing import Any

PRIVATE_NAMES: dict[str, tuple[str, ...]] = {
    "app": ("_decode_aws_chunked_body", "app", "SERVICE_HANDLERS", "pin_request_origin"),
    "core.router": ("SERVICE_PATTERNS",),
    "core.iam_actions": (
        "access_denied_response",
        "SERVICE_TO_IAM_NAMESPACE",
        "extract_resource_arn",
        "request_tag_context",
    ),
    "core.iam_evaluator": (
        "EvalContext",
        "_gather_role_policies",
        "evaluate",
        "evaluate_resource_policy",
        "is_root_access_key",
        "_conditions_met",
        "resolve_credential",
        "resolve_principal",
    ),
    "core.lambda_runtime": (
        "_lock",
        "_worker_class_for",
        "_workers",
        "acquire_worker",
        "release_worker",
        "reset",
    ),
    "core.responses": ("request_scope",),
    "core.sigv4": ("header_signature_failure", "parse_header_signature", "request_time_failure"),
    "services.cloudwatch": (
        "_alarms",
        "_composite_alarms",
        "_dispatch_alarm_actions",
        "_evaluate_alarm",
        "_put_metric_alarm",
        "_record_history",
        "_store_datum",
    ),
    "services.cloudwatch_logs": ("_log_groups",),
    "services.dynamodb": ("_condition_syntax_error", "_tokenize", "copy"),
    "services.firehose": (
        "_HANDLERS",
        "_dest_description",
        "_record_id",
        "_streams",
    ),
    "services.iam": ("_roles",),
    "services.lambda_svc": (
        "_account_region_from_function_config",
        "_emit_lambda_logs",
        "_emit_lambda_metrics",
        "_execute_function",
        "_execute_function_warm",
        "_functions",
        "_route_async_failure",
        "invalidate_worker",
        "invoke_async_with_retry",
    ),
    "services.opensearch": ("_create_domain", "_domains"),
    "services.s3": ("now_iso",),
    "services.scheduler": ("_create_schedule", "_schedules", "_update_schedule", "start_scheduler"),
    "services.sts": ("register_session",),
}


def module(name: str) -> Any:
    """Return a module of ministack by its dotted name, for example `services.firehose`."""
    return importlib.import_module(f"ministack.{name}")


def missing_names() -> list[str]:
    """Return the private names that the installed ministack does not have."""
    return [
        f"ministack.{place}.{name}"
        for place, names in PRIVATE_NAMES.items()
        for name in names
        if not hasattr(module(place), name)
    ]
