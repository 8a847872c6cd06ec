"""What other processes of the sandbox ask of the stand-in, over HTTP under /_sandbox/.

Each request carries the control token of this run in the header that `sandbox.guard` names.

POST publish   {"posts": [post in plain shape, ...]}    -> {"ids": [...]}
POST delete    {"ids": [...]}                           -> {}
GET  published                                          -> {"posts": [{id, versions, tags, ...}]}
POST published {"since_ms": milliseconds since 1970}    -> the same, of posts created since then
GET  state                                              -> counters
POST faults    {"faults": [fault, ...]} and/or {"random": {seed, kinds, connect, in_stream, rest,
close}} -> {} POST heal                                               -> {}
POST settings  {name: value, ...}                       -> {}
POST token     {"token": bearer token}                  -> {}: from now on it alone is accepted
"""

from __future__ import annotations

from typing import Any

from sandbox.x_api.answers import Answer
from sandbox.x_api.api import XApp


def control(api: XApp, method: str, path: str, body: object) -> Answer:
    """Answer a control request; 400 with `error` when it asks for something that can't be done."""
    given: dict[str, Any] = body if isinstance(body, dict) else {}
    try:
        match method, path.removeprefix("/_sandbox/"):
            case "POST", "publish":
                return Answer(200, {"ids": api.publish_all(given["posts"])})
            case "POST", "delete":
                for post_id in given["ids"]:
                    api.delete(str(post_id))
                return Answer(200)
            case "GET", "published":
                return Answer(200, {"posts": api.published()})
            case "POST", "published":
                return Answer(200, {"posts": api.published(int(given["since_ms"]))})
            case "GET", "state":
                return Answer(200, api.state())
            case "POST", "faults":
                api.order_faults(given.get("faults", []))
                if "random" in given:
                    api.faults.at_random(**given["random"])
                return Answer(200)
            case "POST", "heal":
                api.heal()
                return Answer(200)
            case "POST", "settings":
                with api.lock:
                    api.settings.change(given)
                return Answer(200)
            case "POST", "token":
                api.token = str(given["token"])
                return Answer(200)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        return Answer(400, {"error": f"{type(problem).__name__}: {problem}"})
    return Answer(404, {"error": f"there is no {method} {path}"})
