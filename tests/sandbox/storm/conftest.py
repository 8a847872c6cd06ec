from tests.unit.collector.conftest import setting

__all__ = ["setting"]
