"""A credit server of your own, in Python: it says what class an exporter of a sandbox has, and how often it is inspected.

    pip install grpcio grpcio-tools
    python examples/python/credit_server.py 127.0.0.1:50062
    tongguan serve --ephemeral                        # in another terminal
    tongguan sandbox create mine --credit-server http://127.0.0.1:50062 --server-timeout 500

From now on every exporter of the sandbox "mine" is scored here. The server has to answer within 500 ms; otherwise the class of
the registry counts, and `tongguan explain` says "server.timeout" (docs/risk.md, "Bring your own").
"""

import sys
from concurrent import futures
from pathlib import Path

import grpc

# grpcio-tools makes the messages and services out of the .proto files when they are imported: nothing to generate by hand.
sys.path.append(str(Path(__file__).parent.parent.parent / "proto"))
pb, services = grpc.protos_and_services("tongguan/credit/v1/credit.proto")
ground = grpc.protos("tongguan/document/v1/ground.proto")
classes = grpc.protos("tongguan/document/v1/credit_class.proto")


class Credit(services.CreditScoringServicer):
    """Facts in, a score out. The same facts should always give the same answer: the sandbox records it and never asks twice."""

    def Score(self, request, context):
        # Ten points for each declaration that was released, a hundred off for each inspection that found something.
        score = 600 + 10 * request.released - 100 * request.failed_inspections
        score = max(0, min(1000, score))

        if request.failed_inspections:
            # 800,000 of a million: four of five are inspected.
            found, grade, inspected = classes.CREDIT_CLASS_DISHONEST, classes.CREDIT_GRADE_BB, 800_000
        elif score >= 900:
            found, grade, inspected = classes.CREDIT_CLASS_ADVANCED_CERTIFIED, classes.CREDIT_GRADE_AAA, 5_000
        else:
            found, grade, inspected = classes.CREDIT_CLASS_OTHER, classes.CREDIT_GRADE_A, 30_000

        # An answer needs all of this, and at least one reason: the id of a factor and its words.
        en, zh = f"{request.released} released, score {score}", f"放行 {request.released} 份，{score} 分"
        return pb.ScoreResponse(
            credit_class=found,
            grade=grade,
            score=score,
            inspection_ppm=inspected,
            reasons=[ground.Ground(rule="mine.record", text=en, text_zh=zh)],
            model="python-1",
        )


def main(address):
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    services.add_CreditScoringServicer_to_server(Credit(), server)
    # Port 0 takes a free one; the line says which.
    port = server.add_insecure_port(address)
    server.start()
    print(f"scoring at http://127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50062")
