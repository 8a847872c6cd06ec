"""The local cloud as a whole: its parts in the order in which they start and end."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import hypercorn.asyncio
import hypercorn.config

from sandbox.clock import RealClock
from sandbox.cloud import emulator, environment
from sandbox.cloud.context import CloudContext
from sandbox.cloud.control import CloudControl
from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.firehose.api import Firehose
from sandbox.cloud.firehose.domain_client import DomainClient
from sandbox.cloud.firehose.failure_store import FailureStore
from sandbox.cloud.firehose.index_delivery import IndexDelivery
from sandbox.cloud.firehose.log import DeliveryLog
from sandbox.cloud.firehose.pipe import DeliveryServices
from sandbox.cloud.firehose.transform import Transform
from sandbox.cloud.front.domain import install_checks
from sandbox.cloud.front.remote_engine import RemoteEngine
from sandbox.cloud.front.server import Front
from sandbox.cloud.functions.asynchronous import AsynchronousInvocations
from sandbox.cloud.functions.logs import FunctionLogs
from sandbox.cloud.functions.runtime import function_python
from sandbox.cloud.functions.service import LambdaService
from sandbox.cloud.iam import authorization, denials
from sandbox.cloud.iam.aws_clients import AwsClients
from sandbox.cloud.iam.door import AwsDoor
from sandbox.cloud.iam.service_roles import ServiceRoles
from sandbox.cloud.iam.uses import Uses
from sandbox.cloud.index.noida import Noida
from sandbox.cloud.metrics import Metrics
from sandbox.cloud.parts import Part, page, x_api
from sandbox.cloud.services import dynamodb
from sandbox.cloud.services.alarms import Alarms
from sandbox.cloud.services.comprehend import BATCH_CALLS_PER_SECOND, CALLS_PER_SECOND, Comprehend
from sandbox.cloud.services.rate_limit import RateLimit
from sandbox.cloud.services.scheduler import Scheduler
from sandbox.cloud.settings import CloudSettings
from sandbox.web import WebServer, listening_socket, naming_the_port

BUILD = Path(__file__).resolve().parents[2] / "build"


class Cloud:
    """Starts everything on entering and ends it on leaving, in reverse order.

    `addresses` is what `cloud.json` holds: where each part answers, and what it asks for.
    """

    def __init__(self, settings: CloudSettings) -> None:
        self._settings = settings
        self._parts = ExitStack()
        self._listener: socket.socket | None = None
        self._functions: LambdaService | None = None
        self.addresses: dict[str, Any] = {}

    def __enter__(self) -> Cloud:
        try:
            self._start()
        except BaseException:
            self._parts.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.close()

    async def serve(self, ready: asyncio.Event, stop: asyncio.Event) -> None:
        """Serve the AWS services until `stop`; `ready` is set when they answer."""
        assert self._listener is not None
        config = hypercorn.config.Config()
        # A copy, because hypercorn closes what it is given.
        config.bind = [f"fd://{os.dup(self._listener.fileno())}"]
        config.keep_alive_timeout = 75
        config.graceful_timeout = 0.2
        config.shutdown_timeout = 1.0
        config.loglevel = "ERROR"
        config.startup_timeout = 60

        async def serve_until_stopped() -> None:
            await stop.wait()
            # A function that runs now would go on for as long as it retries the services that end.
            if self._functions:
                self._functions.stop()

        door: Any = AwsDoor(
            emulator.module("app").app,
            self._listener.getsockname()[1],
            self._settings.secrets.root_access_key,
        )
        server = asyncio.create_task(
            hypercorn.asyncio.serve(door, config, shutdown_trigger=serve_until_stopped)
        )
        await asyncio.gather(server, self._announce(self._listener, ready, server))

    async def _announce(
        self, listener: socket.socket, ready: asyncio.Event, server: asyncio.Task[None]
    ) -> None:
        host, port = listener.getsockname()[:2]
        while not server.done():
            try:
                reader, writer = await asyncio.open_connection(host, port)
                writer.write(b"GET / HTTP/1.0\r\n\r\n")  # refused, once it answers
                answer = await reader.readline()
                writer.close()
            except OSError:
                answer = b""
            if answer.startswith(b"HTTP/"):
                ready.set()
                return
            await asyncio.sleep(0.02)

    def _start(self) -> None:
        settings, folder = self._settings, self._settings.folder.resolve()
        interpreter = function_python(BUILD)
        # Before there is one: who is ended just when it is made leaves none behind.
        self._parts.callback(environment.remove_folder, folder / "tmp")
        temporary = environment.fresh_folder(folder / "tmp")
        self._listener = self._parts.enter_context(listening_socket(settings.port))
        authority = folder / "certificate_authority.pem"
        front = Front(settings.domain_port, authority)
        self._parts.callback(front.stop)
        port = self._listener.getsockname()[1]
        environment.enter(temporary, port, front.endpoint, settings.time_scale, settings.secrets)
        missing = emulator.missing_names()
        if missing:
            raise RuntimeError(
                f"This version of ministack lacks {', '.join(missing)}. Install the pinned one: "
                "pip install -r requirements-dev.txt"
            )
        index_url, restart_index = self._start_engine(folder)
        x_part = x_api(settings)
        self._start_part(x_part, settings.x_port)
        context = CloudContext(
            aws_url=f"http://127.0.0.1:{port}",
            x_api_url=x_part.url,
            domain_endpoint=front.endpoint,
            certificate_authority=authority,
            temporary_folder=temporary,
            function_python=interpreter,
            time_scale=settings.time_scale,
            clock=RealClock(scale=settings.time_scale),
            counters=Counters(),
            faults=Faults(),
            metrics=Metrics(),
        )
        restart_behind_front = restart_index and partial(front.restart_engine, restart_index)
        control = self._start_services(context, restart_behind_front)
        front.start(index_url, context, settings.secrets.root_access_key)
        page_part = page(settings, index_url)
        self._start_part(page_part, settings.page_port)
        self.addresses = {
            "pid": os.getpid(),
            "aws_url": context.aws_url,
            "x_api_url": x_part.url,
            "domain_endpoint": front.endpoint,
            "certificate_authority": str(authority),
            "index_url": index_url,
            "page_url": page_part.url,
            "control_url": f"http://127.0.0.1:{control.port}/_sandbox",
            "time_scale": settings.time_scale,
            **asdict(settings.secrets),
        }

    def _start_engine(self, folder: Path) -> tuple[str, Callable[[], None] | None]:
        if self._settings.elasticsearch:
            url = self._settings.elasticsearch.rstrip("/")
            if RemoteEngine(url).call("GET", "/") is None:
                raise RuntimeError(f"No search engine answers at {url}")
            return url, None
        noida = Noida(folder / "index")
        self._parts.callback(noida.stop)
        noida.start()
        return noida.url, noida.restart

    def _start_part(self, part: Part, port: int) -> None:
        self._parts.callback(part.stop)
        with naming_the_port(port):
            part.start()

    def _start_services(
        self, context: CloudContext, restart_index: Callable[[], None] | None
    ) -> WebServer:
        roles = ServiceRoles()
        clients = AwsClients(context.aws_url, roles)
        log = DeliveryLog(context, clients)
        workers = ThreadPoolExecutor(8, "delivery")
        services = DeliveryServices(
            context=context,
            transform=Transform(context, clients, log),
            index=IndexDelivery(context, DomainClient(context, clients, roles), log),
            failures=FailureStore(context, clients, log),
            workers=workers,
        )
        self._parts.callback(workers.shutdown, wait=False, cancel_futures=True)
        functions = self._functions = LambdaService(context, roles)
        firehose = Firehose(context, services)
        scheduler = Scheduler(context, clients)
        invocations, logs = AsynchronousInvocations(context), FunctionLogs(context)
        second = context.real(1)
        comprehend = Comprehend(
            context,
            RateLimit(BATCH_CALLS_PER_SECOND, second),
            RateLimit(CALLS_PER_SECOND, second),
        )
        alarms = Alarms(context)
        for part in (functions, invocations, logs, firehose, scheduler, comprehend, alarms):
            part.install()
        firehose.start()
        alarms.start()
        for stop in (functions.stop, firehose.stop, scheduler.stop):
            self._parts.callback(stop)
        authorization.install()
        denials.install(context.counters)
        uses = Uses()
        uses.install()
        dynamodb.install(context)
        install_checks(self._settings.engine_version)
        control = WebServer(
            CloudControl(context, functions, firehose, uses, restart_index).answer,
            token=self._settings.secrets.control_token,
        )
        self._parts.callback(control.stop)
        control.start()
        return control


def write_addresses(path: Path, addresses: dict[str, Any]) -> str:
    """Write the addresses for other processes, whole or not at all; return the line of JSON.

    They hold secrets, so only the owner may read them.
    """
    line = json.dumps(addresses)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600, exist_ok=False)
    new.write_text(line + "\n")
    new.replace(path)
    return line
