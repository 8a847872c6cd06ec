"""A stand-in for X API v2 on loopback: stream, rules, recent search, connections, usage."""

from sandbox.x_api.api import XApi

__all__ = ["XApi"]
