from tests.unit.redrive.conftest import setting

__all__ = ["setting"]
