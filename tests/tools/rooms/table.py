"""Who may import whom: what a room stands on stands right of its name."""

from __future__ import annotations

# A room is a folder, or a file that other rooms beside it stand on. What a room may import stands
# right of its name; its own files, and such files of a room that it may import, go without saying.
ROOMS = """
__main__: components components.settings components.monitoring

components: components.settings components.functions components.names components.policies
components.names:
components.policies:
components.settings:
components.functions: components.policies
components.monitoring: components components.settings components.names

shared:
bootstrap: bootstrap.contents bootstrap.domain bootstrap.engine bootstrap.saved_objects
    bootstrap.settings shared
bootstrap.contents: bootstrap.domain bootstrap.engine bootstrap.saved_objects
bootstrap.domain: shared
bootstrap.engine:
bootstrap.saved_objects:
bootstrap.settings: bootstrap.engine shared
redrive: shared

sentiment: sentiment.comprehend sentiment.documents shared
sentiment.comprehend: shared
sentiment.documents: sentiment.comprehend shared

collector: collector.stream collector.gaps collector.gaps.changed_rules collector.posts
    collector.state collector.rules collector.x collector.settings collector.timing collector.spans
    shared
collector.stream: collector.gaps collector.posts collector.state collector.x collector.timing shared
collector.gaps: collector.gaps.changed_rules collector.matching collector.matching.text
    collector.posts collector.state collector.x collector.settings collector.timing collector.spans
    shared
collector.gaps.changed_rules: collector.state collector.x collector.settings collector.timing shared
collector.posts: collector.posts.remembered collector.x collector.timing shared
collector.posts.remembered:
collector.state: collector.posts.remembered collector.timing shared
collector.rules: collector.matching collector.x collector.settings collector.timing shared
collector.matching: collector.matching.text collector.settings
collector.matching.text: collector.x.fields
collector.x.fields:
collector.x: collector.timing shared
collector.settings: shared
collector.timing:
collector.spans:

sandbox: sandbox.commands sandbox.command_line sandbox.failure sandbox.interruption
sandbox.commands: sandbox.storm sandbox.stack sandbox.replay sandbox.watch sandbox.deploy
    sandbox.permissions sandbox.page sandbox.posts sandbox.command_line sandbox.folders
    sandbox.failure sandbox.interruption
sandbox.storm: sandbox.stack sandbox.replay sandbox.watch sandbox.deploy
    sandbox.cloud.faults sandbox.x_api.faults sandbox.failure
sandbox.permissions: sandbox.deploy sandbox.watch sandbox.failure
sandbox.stack: sandbox.deploy sandbox.watch sandbox.page sandbox.command_line sandbox.failure
    sandbox.interruption
sandbox.replay: sandbox.watch sandbox.posts sandbox.x_api.rules sandbox.command_line sandbox.failure
sandbox.watch: sandbox.guard
sandbox.command_line:
sandbox.folders: sandbox.failure sandbox.interruption
sandbox.failure:
sandbox.interruption: sandbox.failure
sandbox.clock:
sandbox.web: sandbox.guard
sandbox.guard:

sandbox.simulation: sandbox.simulation.small_engine sandbox.cloud.front sandbox.cloud.front.domain
    sandbox.cloud.firehose sandbox.cloud.services sandbox.cloud.functions sandbox.cloud.context
    sandbox.cloud.emulator sandbox.cloud.counters sandbox.cloud.faults sandbox.cloud.metrics
    sandbox.x_api sandbox.web
sandbox.simulation.small_engine: sandbox.cloud.front sandbox.web

sandbox.deploy: sandbox.deploy.steps sandbox.deploy.handlers sandbox.deploy.resource
    sandbox.deploy.arguments sandbox.deploy.cloud sandbox.deploy.configuration
    sandbox.deploy.progress sandbox.deploy.state sandbox.deploy.wire
sandbox.deploy.steps: sandbox.deploy.resource sandbox.deploy.state sandbox.deploy.progress
    sandbox.deploy.archive sandbox.deploy.arguments sandbox.deploy.cloud sandbox.deploy.wire
sandbox.deploy.handlers: sandbox.deploy.resource sandbox.deploy.arguments sandbox.deploy.api_call
    sandbox.deploy.archive sandbox.deploy.cloud
sandbox.deploy.state: sandbox.deploy.resource sandbox.deploy.configuration
sandbox.deploy.progress: sandbox.deploy.resource
sandbox.deploy.resource: sandbox.deploy.arguments sandbox.deploy.cloud
sandbox.deploy.configuration:
sandbox.deploy.archive: sandbox.deploy.wire
sandbox.deploy.arguments:
sandbox.deploy.cloud: sandbox.deploy.api_call
sandbox.deploy.api_call:
sandbox.deploy.wire:

sandbox.cloud: sandbox.cloud.front sandbox.cloud.firehose sandbox.cloud.functions
    sandbox.cloud.services sandbox.cloud.index sandbox.cloud.iam sandbox.cloud.context
    sandbox.cloud.counters sandbox.cloud.faults sandbox.cloud.metrics sandbox.cloud.environment
    sandbox.cloud.settings sandbox.cloud.emulator sandbox.clock sandbox.page sandbox.web
    sandbox.x_api
sandbox.cloud.alarms:
sandbox.cloud.front: sandbox.cloud.front.kibana sandbox.cloud.front.security
    sandbox.cloud.front.domain sandbox.cloud.iam sandbox.cloud.context
    sandbox.cloud.counters sandbox.cloud.faults sandbox.cloud.settings sandbox.web
sandbox.cloud.front.kibana: sandbox.cloud.front.security sandbox.cloud.front.domain
    sandbox.cloud.front.answers sandbox.web
sandbox.cloud.front.security: sandbox.cloud.front.domain sandbox.cloud.iam sandbox.cloud.emulator
    sandbox.cloud.settings sandbox.web
sandbox.cloud.front.domain: sandbox.cloud.emulator
sandbox.cloud.front.answers: sandbox.web
sandbox.cloud.firehose: sandbox.cloud.functions sandbox.cloud.iam sandbox.cloud.context
    sandbox.cloud.emulator sandbox.cloud.repetition sandbox.cloud.settings
sandbox.cloud.functions: sandbox.cloud.iam sandbox.cloud.context sandbox.cloud.emulator
    sandbox.cloud.metrics sandbox.cloud.queues
sandbox.cloud.services: sandbox.cloud.alarms sandbox.cloud.iam sandbox.cloud.context
    sandbox.cloud.emulator sandbox.cloud.queues sandbox.cloud.repetition sandbox.cloud.settings
sandbox.cloud.queues: sandbox.cloud.context
sandbox.cloud.index: sandbox.web sandbox.guard sandbox.interruption
sandbox.cloud.iam: sandbox.cloud.counters sandbox.cloud.emulator sandbox.cloud.settings
    sandbox.guard
sandbox.cloud.context: sandbox.clock sandbox.cloud.counters sandbox.cloud.faults
    sandbox.cloud.metrics
sandbox.cloud.repetition: sandbox.cloud.counters
sandbox.cloud.counters:
sandbox.cloud.faults:
sandbox.cloud.metrics: sandbox.cloud.emulator
sandbox.cloud.environment: sandbox.cloud.settings sandbox.cloud.run_secrets
sandbox.cloud.settings: sandbox.cloud.run_secrets
sandbox.cloud.run_secrets: sandbox.guard
sandbox.cloud.emulator:

sandbox.page: sandbox.web sandbox.guard
sandbox.posts:
sandbox.engine:

sandbox.x_api: sandbox.x_api.stream sandbox.x_api.rules sandbox.x_api.posts sandbox.x_api.answers
    sandbox.clock sandbox.x_api.faults sandbox.x_api.settings sandbox.posts sandbox.guard
sandbox.x_api.stream: sandbox.x_api.rules sandbox.x_api.posts sandbox.x_api.answers
    sandbox.clock sandbox.x_api.faults sandbox.x_api.settings sandbox.posts
sandbox.x_api.rules: sandbox.x_api.answers sandbox.x_api.settings sandbox.posts
sandbox.x_api.posts: sandbox.x_api.answers sandbox.posts
sandbox.x_api.faults: sandbox.x_api.answers
sandbox.x_api.settings:
sandbox.x_api.answers:

bench: bench.collector bench.gaps bench.redrive bench.sentiment bench.windows bench.archives
    bench.figure
bench.collector: bench.aws bench.posts bench.figure bench.measure bench.memory collector.stream
    collector.gaps collector.posts collector.state collector.x collector.timing sandbox.posts shared
bench.gaps: bench.aws bench.figure collector collector.posts collector.settings collector.spans
    collector.timing collector.x components.settings sandbox.simulation sandbox.x_api shared
bench.redrive: bench.figure bench.memory redrive sandbox.simulation
bench.sentiment: bench.aws bench.posts bench.figure bench.measure sentiment sentiment.comprehend
    shared
bench.windows: bench.aws bench.archives bench.figure components.settings components.functions
    sandbox.cloud.functions sandbox.simulation sandbox.x_api sandbox.web
bench.aws: sandbox.simulation
bench.archives: bench.figure bench.measure
bench.posts: bench.figure
bench.figure:
bench.measure:
bench.memory:

mutants: mutants.changes mutants.worker mutants.results mutants.rooms
mutants.changes: mutants.changes.operators mutants.changes.people mutants.changes.source
    mutants.changes.mutation mutants.rooms
mutants.changes.operators: mutants.changes.people mutants.changes.source mutants.changes.mutation
mutants.changes.people: mutants.changes.source
mutants.changes.source: mutants.changes.mutation
mutants.changes.mutation:
mutants.worker:
mutants.storm: mutants.worker
mutants.results: mutants.changes
mutants.rooms:
"""


def _read() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for line in ROOMS.replace("\n    ", " ").splitlines():
        if line:
            room, _, others = line.partition(":")
            table[room] = set(others.split())
    return table


ALLOWED = _read()
