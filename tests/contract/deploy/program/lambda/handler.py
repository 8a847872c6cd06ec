import os
from typing import Any


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    if event.get("fail"):
        raise RuntimeError("the shop is closed")
    print(event)
    return {"seen": event, "stack": os.environ["STACK"]}
