"""What a boto3 client asks, as the local cloud's services take it; their answer, as it reads it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.model import OperationModel
from botocore.parsers import ResponseParserFactory
from urllib3 import HTTPResponse

from sandbox.simulation.services import Request

_PARSERS = ResponseParserFactory()


def call_of(params: dict[str, Any], event_name: str) -> Request:
    """Return what is asked by a call of which no request of HTTP was made yet."""
    _, service, operation = event_name.split(".")
    headers = {name.lower(): value for name, value in params["headers"].items()}
    where = params["method"], params["url"]
    return Request(service.replace("-", ""), operation, *where, headers, params["body"])


def request_of(request: AWSPreparedRequest, event_name: str) -> Request:
    """Return what is asked by a request that is about to be sent."""
    _, service, operation = event_name.split(".")
    body: Any = request.body
    if hasattr(body, "read"):
        body = body.read()
    return Request(
        service=service.replace("-", ""),
        operation=operation,
        method=request.method,
        url=request.url,
        headers={
            str(name).lower(): value.decode() if isinstance(value, bytes) else str(value)
            for name, value in request.headers.items()
        },
        body=body.encode() if isinstance(body, str) else bytes(body or b""),
    )


def response_to(
    request: AWSPreparedRequest, status: int, headers: dict[str, str], content: bytes
) -> AWSResponse:
    """Return an answer as it would have come over a connection."""
    raw = HTTPResponse(BytesIO(content), headers=headers, status=status, preload_content=False)
    return AWSResponse(request.url, status, raw.headers, raw)  # type: ignore[arg-type]


def parsed_answer(
    model: OperationModel, url: str, status: int, headers: dict[str, str], content: bytes
) -> tuple[AWSResponse, dict[str, Any]]:
    """Read an answer as botocore does, which leaves this to who answers so early."""
    response = {
        "headers": HeadersDict(headers),
        "status_code": status,
        "body": content,
        "context": {"operation_name": model.name},
    }
    parser = _PARSERS.create_parser("json")
    parsed: dict[str, Any] = parser.parse(response, model.output_shape)  # type: ignore[arg-type]
    if status >= 300:
        code = parsed.get("Error", {}).get("Code")
        if shape := code and model.service_model.shape_for_error_code(code):
            parsed.update(parser.parse(response, shape))
    parsed["ResponseMetadata"]["RetryAttempts"] = 0
    return AWSResponse(url, status, response["headers"], None), parsed  # type: ignore[arg-type]
