from tests.infra.deployed_stack.fixtures import stack

__all__ = ["stack"]
