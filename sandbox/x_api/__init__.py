"""A stand-in for X API v2 on loopback: stream, rules, recent search, connections, usage."""

from sandbox.x_api.stand_in import XApi

__all__ = ["XApi"]
