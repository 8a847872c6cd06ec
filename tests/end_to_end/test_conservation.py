"""Every post that X matched is in the index or in the failures bucket, once, with a sentiment."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from sandbox.guard import TOKEN_HEADER
from sandbox.posts.reader import SAMPLE, read_posts
from tests.end_to_end.commands import (
    PROJECT,
    begun,
    command,
    last_json,
    rest_of,
    run,
    wait_until_asleep,
)

TRACK = "climate change, solar, #cleanenergy, coffee"
POSTS_AT_ONCE = 8
PAUSE_SECONDS = 0.5
CONNECT_SECONDS = 120
SETTLE_SECONDS = 240
INTERRUPTED = re.compile(r"Interrupted\. The stack stands as far as it came.*\n")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A local cloud with the stack in it."""
    folder = tmp_path_factory.mktemp("stack") / "sandbox"
    words = ("--folder", folder, "--window-seconds", "6", "--track", TRACK, "--json")
    up = run("up", *words)
    assert up.returncode == 0, up.stdout + up.stderr
    secrets = json.loads((folder / "cloud.json").read_text())
    yield {**last_json(up.stdout), **secrets, "folder": folder}
    down = run("down", "--folder", folder)
    assert down.returncode == 0, down.stdout + down.stderr
    assert not folder.exists()


def indexed(stack: dict[str, Any]) -> list[dict[str, Any]]:
    address = f"{stack['index_url']}/tweets-*"
    requests.post(f"{address}/_refresh", timeout=30)
    answer = requests.post(f"{address}/_search", json={"size": 10_000}, timeout=30)
    if answer.status_code == 404:
        return []
    return [hit["_source"] for hit in answer.json()["hits"]["hits"]]


def failed_ids(stack: dict[str, Any]) -> set[str]:
    s3 = boto3.client(
        "s3",
        endpoint_url=stack["aws_url"],
        region_name="us-east-1",
        aws_access_key_id=stack["root_access_key"],
        aws_secret_access_key=stack["root_secret_key"],
    )
    bucket = stack["outputs"]["failures_bucket"]
    ids = set()
    for found in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        body = s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        for line in plain.splitlines():
            ids.add(json.loads(base64.b64decode(json.loads(line)["rawData"]))["id"])
    s3.close()
    return ids


def ask_x(stack: dict[str, Any], method: str, what: str, body: object = None) -> dict[str, Any]:
    answer = requests.request(
        method,
        f"{stack['x_api_url']}/_sandbox/{what}",
        json=body,
        headers={TOKEN_HEADER: stack["control_token"]},
        timeout=30,
    )
    answer.raise_for_status()
    content: dict[str, Any] = answer.json()
    return content


def published(stack: dict[str, Any]) -> list[dict[str, Any]]:
    answer = ask_x(stack, "GET", "published")
    posts: list[dict[str, Any]] = answer["posts"]
    return posts


@pytest.mark.timeout(CONNECT_SECONDS + SETTLE_SECONDS + 240)
def test_every_matched_post_arrives_once_with_a_sentiment_or_a_reason(
    stack: dict[str, Any],
) -> None:
    deadline = time.monotonic() + CONNECT_SECONDS
    while not ask_x(stack, "GET", "state")["open"]:
        assert time.monotonic() < deadline, "no window connected"
        time.sleep(0.2)
    for batch in batches():  # over more than one handover
        ask_x(stack, "POST", "publish", {"posts": batch})
        time.sleep(PAUSE_SECONDS)
    assert_all_arrived(stack)


def batches() -> list[list[dict[str, Any]]]:
    posts = read_posts(SAMPLE)
    return [posts[start : start + POSTS_AT_ONCE] for start in range(0, len(posts), POSTS_AT_ONCE)]


def assert_all_arrived(stack: dict[str, Any]) -> None:
    matched = {post["id"] for post in published(stack) if post["tags"]}
    assert len(matched) > 50
    deadline = time.monotonic() + SETTLE_SECONDS
    while matched - {document["id"] for document in indexed(stack)} - failed_ids(stack):
        assert time.monotonic() < deadline, "posts are missing"
        time.sleep(1)

    documents = indexed(stack)
    times_indexed = Counter(document["id"] for document in documents)
    assert {post: count for post, count in times_indexed.items() if count > 1} == {}
    assert set(times_indexed) <= matched
    assert [
        document["id"]
        for document in documents
        if ("sentiment" in document) == ("sentiment_skipped" in document)
    ] == []


def test_status_names_the_outputs_and_hides_the_password(stack: dict[str, Any]) -> None:
    status = run("status", "--folder", stack["folder"])
    assert status.returncode == 0
    assert stack["page_url"] in status.stdout
    assert "[secret]" in status.stdout
    state = json.loads((Path(stack["folder"]) / "state.json").read_text())
    assert state["outputs"]["kibana_password"] not in status.stdout


def test_a_second_up_changes_what_was_given_and_loses_no_post_that_comes_meanwhile(
    stack: dict[str, Any],
) -> None:
    """It changes the collector, the delivery stream, the transform and what is in the domain."""
    given = ("retentionDays=7", "bufferSeconds=5", "comprehendCallsPerSecond=20")
    more = [
        word for setting in (*given, "reclaimConnection=false") for word in ("--config", setting)
    ]
    with subprocess.Popen(
        command("up", "--folder", stack["folder"], *more, "--json"),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as second:
        for batch in itertools.cycle(batches()):
            ask_x(stack, "POST", "publish", {"posts": batch})
            time.sleep(PAUSE_SECONDS)
            if second.poll() is not None:
                break
        told, _ = second.communicate()
    assert second.returncode == 0, told
    changes = last_json(told)["changes"]
    assert changes.keys() == {"updated", "replaced", "unchanged"}
    words = f"{changes['updated']} updated, 1 replaced, {changes['unchanged']} unchanged."
    assert words in told.splitlines()
    for changed in ("kinesis:FirehoseDeliveryStream", "lambda:Function"):
        assert f"  ~ aws:{changed} tweets-" in told
    rules = last_json(told)["outputs"]["rules"]
    assert rules == stack["outputs"]["rules"], "keywords stay as they were given first"
    assert_all_arrived(stack)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--window-seconds", "30"), "--window-seconds: the local cloud"),
        (("--config", "retentiondays=7"), "there is no setting 'retentiondays'; there are track,"),
    ],
)
def test_what_a_second_up_cannot_do_is_told(
    words: tuple[str, str], told: str, stack: dict[str, Any]
) -> None:
    second = run("up", "--folder", stack["folder"], *words)
    assert second.returncode == 2
    assert told in second.stderr
    assert "Traceback" not in second.stderr


def test_a_second_up_that_is_refused_leaves_the_stack_and_the_next_one_goes_on(
    stack: dict[str, Any],
) -> None:
    folder = ("--folder", stack["folder"])
    refused = run("up", *folder, "--config", "retentionDays=0")
    assert refused.returncode == 1
    assert "retentionDays" in refused.stderr
    assert refused.stderr.splitlines()[-1].startswith("The stack stands as far as it came")
    again = run("up", *folder, "--config", "retentionDays=7", "--json")
    assert last_json(again.stdout)["changes"].keys() == {"unchanged"}


def test_a_second_up_that_is_interrupted_leaves_the_stack_and_the_next_one_goes_on(
    stack: dict[str, Any],
) -> None:
    words = ("up", "--folder", stack["folder"], "--config", "windowMinutes=2")
    with begun(*words) as second:
        assert second.stdout is not None
        next(line for line in second.stdout if line.startswith("  ~ "))
        os.killpg(second.pid, signal.SIGINT)
        _, told = rest_of(second, 30)
    assert second.returncode == 130
    assert INTERRUPTED.fullmatch(told)
    again = run(*words, "--json")
    assert again.returncode == 0, again.stdout + again.stderr
    changes = last_json(again.stdout)["changes"]
    assert changes.keys() == {"updated", "unchanged"}


def test_a_second_up_that_is_interrupted_when_all_is_done_tells_what_was_done(
    stack: dict[str, Any],
) -> None:
    with begun("up", "--folder", stack["folder"], "--config", "windowMinutes=3") as second:
        assert second.stdout is not None
        next(line for line in second.stdout if line.endswith("unchanged.\n"))
        os.killpg(second.pid, signal.SIGINT)
        rest, told = rest_of(second, 30)
    assert (second.returncode, told) == (0, "")
    assert "Outputs of the stack:\n" in rest


def test_an_up_that_is_interrupted_before_it_began_does_not_speak_of_tearing_down(
    stack: dict[str, Any], tmp_path: Path
) -> None:
    """The cloud that it asks, to see whether one runs, takes its time to answer."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        addresses = json.loads((stack["folder"] / "cloud.json").read_text())
        addresses["control_url"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (tmp_path / "cloud.json").write_text(json.dumps(addresses))
        with begun("up", "--folder", tmp_path) as up:
            asked, _ = silent.accept()
            with asked:
                assert asked.recv(65536).endswith(b"\r\n\r\n")
                wait_until_asleep(up)
                os.killpg(up.pid, signal.SIGINT)
                _, told = up.communicate(timeout=30)
    assert (up.returncode, told) == (130, "Interrupted.\n")


def test_the_page_shows_as_many_posts_as_the_index_holds(stack: dict[str, Any]) -> None:
    shown = requests.get(f"{stack['page_url']}/data", timeout=60).json()
    assert shown["documents"] == len(indexed(stack))
