from tests.communications.conftest import clock

__all__ = ["clock"]  # found by being here
