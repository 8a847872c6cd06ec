"""What an upgrade from the earlier version replaces or deletes, and why: nothing else may go.

By the last word of the type, and the name.
"""

REPLACED = {
    ("Invocation", "tweets-bootstrap"): "other contents of the domain are written by another one",
}
DELETED = {
    ("Invocation", "tweets-bootstrap"): "the one that wrote the former contents",
}
