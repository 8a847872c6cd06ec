"""Services in this process, without connections, on a clock that jumps while all wait."""
