"""Hours in seconds: a clock that jumps while all wait, and connections that wait by it."""
