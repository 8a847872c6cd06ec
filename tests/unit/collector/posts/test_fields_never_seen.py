"""A field that X renamed is noticed, once there were posts enough to judge."""

from __future__ import annotations

from collector.x.fields import FieldWatch


def test_a_field_that_no_post_ever_has_is_noticed_after_enough_posts() -> None:
    watch = FieldWatch()
    data = {"author_id": "1", "conversation_id": "1", "created_at": "", "edit_history_post_ids": []}
    for _ in range(49):
        watch.see(data)
    assert watch.never_seen() == []
    watch.see(data)
    assert watch.never_seen() == ["lang"]
