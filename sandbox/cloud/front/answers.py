"""Answers in the form that Kibana's server has."""

from __future__ import annotations

from sandbox.web import Response, json_response


def boom(status: int, name: str, message: str) -> Response:
    """Return an error."""
    return json_response(status, {"statusCode": status, "error": name, "message": message})
