"""The same call by Locust. What is asked for comes from the environment; benches/peers/run.py sets it."""

import itertools
import json
import os
import sys
import time

import gevent
import grpc
import grpc.experimental.gevent
from locust import User, constant_throughput, events, task

grpc.experimental.gevent.init_gevent()
# Made from our protos by run.py.
sys.path.insert(0, os.environ["STUBS"])
from google.protobuf import json_format  # noqa: E402
from tongguan.intake.v1 import intake_pb2  # noqa: E402

PATTERN = b"77777777"
METHOD = "/tongguan.intake.v1.DeclarationIntake/SubmitDocuments"
METADATA = (("x-sandbox", "peers"),)
NUMBERS = itertools.count(1)

with open(os.environ["MESSAGE"], encoding="utf-8") as file:
    REQUEST = json_format.Parse(file.read(), intake_pb2.SubmitDocumentsRequest()).SerializeToString()


class Sender(User):
    """Starts a call when the last one has ended, at most so many a second."""

    rate = float(os.environ["RATE"]) / int(os.environ["USERS"])
    if rate > 0:
        wait_time = constant_throughput(rate)

    def on_start(self):
        # As k6 has it: a connection for each user.
        options = [("grpc.use_local_subchannel_pool", 1)]
        self.channel = grpc.insecure_channel(os.environ["SERVER"], options=options)
        # The bytes are changed, and no message is built: the cheapest way that there is.
        self.submit = self.channel.unary_unary(
            METHOD,
            request_serializer=None,
            response_deserializer=intake_pb2.SubmitDocumentsResponse.FromString,
        )

    @task
    def parcel(self):
        number = b"%08d" % next(NUMBERS)
        wrong = None
        began = time.perf_counter()
        try:
            self.submit(REQUEST.replace(PATTERN, number), metadata=METADATA, timeout=30)
        except grpc.RpcError as error:
            wrong = error
        took = (time.perf_counter() - began) * 1e3
        self.environment.events.request.fire(
            request_type="grpc", name="submit", response_time=took, response_length=0, exception=wrong, context={}
        )


@events.quit.add_listener
def told(exit_code, **_):
    """Its statistics, as run.py reads them."""
    total = ENVIRONMENT.stats.total
    at = total.get_response_time_percentile
    report = {
        "starts": total.num_requests,
        "missed": 0,
        "errors": total.num_failures,
        "p50": at(0.5) or 0,
        "p99": at(0.99) or 0,
        "max": total.max_response_time,
    }
    with open(os.environ["REPORT"], "w", encoding="utf-8") as out:
        json.dump(report, out)


ENVIRONMENT = None


@events.init.add_listener
def known(environment, **_):
    global ENVIRONMENT
    ENVIRONMENT = environment
    # The clock of the loop stands still while modules are read, and the time limit would be shorter by that.
    gevent.get_hub().loop.update_now()
