"""The demo tells true counts, leaves a page, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.commands import PROJECT, QUICK, last_json, processes_of, run


def test_a_replay_arrives_whole_and_leaves_only_a_page(posts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    demo = run("demo", *QUICK, "--posts", posts, "--json", "--folder", folder)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    report = last_json(demo.stdout)
    assert (report["published"], report["matched"], report["indexed"]) == (40, 40, 40)
    assert (report["failed"], report["lost"], report["duplicated"]) == (0, 0, 0)
    assert report["without_sentiment_or_reason"] == 0
    assert 0 < report["comprehend_calls"] <= 40
    assert 0 < report["latency_p50_seconds"] <= report["latency_p99_seconds"] < 60
    assert (PROJECT / "dashboard.html").stat().st_size > 100_000
    assert not folder.exists()
    assert processes_of(folder) == []


@pytest.mark.parametrize(
    ("engine", "version"),
    [("elasticsearch_710", "Elasticsearch_7.10"), ("opensearch_219", "OpenSearch_2.19")],
)
def test_a_replay_arrives_whole_in_a_real_engine(
    engine: str, version: str, posts: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(engine)
    words = ("--posts", posts, "--json", "--folder", tmp_path / "folder")
    demo = run("demo", *QUICK, *words, "--elasticsearch", url, "--engine-version", version)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    report = last_json(demo.stdout)
    assert (report["matched"], report["indexed"]) == (40, 40)
    assert (report["lost"], report["duplicated"]) == (0, 0)
    assert report["without_sentiment_or_reason"] == 0
