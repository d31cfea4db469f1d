# What the tests of a broker share: a server, a sandbox for each test, calls, documents.
#
#     pip install pytest pytest-xdist grpcio grpcio-tools grpcio-status
#     pytest examples/pytest          # tongguan is on the path; -n 2 runs the tests in two processes

import json
import subprocess
import uuid

import grpc
import pytest
from google.protobuf.json_format import ParseDict

# Compiled from the .proto files when the tests start.
intake, Intake = grpc.protos_and_services("tongguan/intake/v1/intake.proto")
control, Control = grpc.protos_and_services("tongguan/sandbox/v1/sandbox.proto")


# The ready line of a server. Each process of xdist has one of its own.
@pytest.fixture(scope="session")
def server():
    command = "tongguan serve --ephemeral --listen 127.0.0.1:0 --control 127.0.0.1:0 --listen-json off"
    with subprocess.Popen(command.split(), stdout=subprocess.PIPE) as process:
        yield json.loads(process.stdout.readline())
        process.terminate()


# A world of its own for a test: time stands still, and nothing is left to chance.
@pytest.fixture
def sandbox(server):
    name, port = str(uuid.uuid4()), Control.SandboxControlStub(grpc.insecure_channel(server["control"]))
    port.CreateSandbox(control.CreateSandboxRequest(name=name, clock_mode="CLOCK_MODE_MANUAL", draws_off=True))
    yield name
    port.DeleteSandbox(control.DeleteSandboxRequest(name=name))


# Calls a method of DeclarationIntake with the fields of its request.
@pytest.fixture
def call(server, sandbox):
    port = Intake.DeclarationIntakeStub(grpc.insecure_channel(server["address"]))

    def call(method, **fields):
        request = getattr(intake, f"{method}Request")()
        return getattr(port, method)(ParseDict(fields | {"sandbox": sandbox}, request), timeout=10)
    return call


# New documents: the requests of a parcel (papers, arrival, departure), or one document.
def sample(*what):
    return json.loads(subprocess.check_output(["tongguan", "sample", *what]))
