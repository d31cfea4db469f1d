"""A risk server of your own, in Python: it decides who inspects what in a sandbox that asks it.

    pip install grpcio grpcio-tools
    python examples/python/risk_server.py 127.0.0.1:50061
    tongguan serve --ephemeral                        # in another terminal
    tongguan sandbox create mine --risk-server http://127.0.0.1:50061 --server-timeout 500

From now on every declaration of the sandbox "mine" is screened here. The server has to answer within 500 ms; otherwise the
documents are looked at (yellow), and `tongguan explain` says "server.timeout" (docs/risk.md, "Bring your own").
"""

import sys
from concurrent import futures
from decimal import Decimal
from pathlib import Path

import grpc

# grpcio-tools makes the messages and services out of the .proto files when they are imported: nothing to generate by hand.
sys.path.append(str(Path(__file__).parent.parent.parent / "proto"))
pb, services = grpc.protos_and_services("tongguan/risk/v1/risk.proto")
ground = grpc.protos("tongguan/document/v1/ground.proto")


class Risk(services.RiskScreeningServicer):
    """Facts in, a lane out. The same facts should always give the same answer: the sandbox records it and never asks twice."""

    def Screen(self, request, context):
        # Numbers come as decimal texts, so that nothing is rounded. Empty means: not known.
        value = Decimal(request.value_cny or "0")
        # The names of the goods are those of the declaration (CEB gname).
        knives = [name for name in request.goods_names if "刀" in name]

        if knives:
            lane, rule, en, zh = pb.LANE_RED, "mine.knives", f"knives: {knives[0]}", f"刀具：{knives[0]}"
        elif value > 4500:
            lane, rule, en, zh = pb.LANE_YELLOW, "mine.value", f"value {value} CNY", f"价值 {value} 元"
        else:
            lane, rule, en, zh = pb.LANE_GREEN, "mine.nothing", "nothing to find", "未命中"

        # An answer needs a lane, at least one reason (the id of a rule and its words), and the name of what decided.
        return pb.ScreenResponse(
            lane=lane,
            reasons=[ground.Ground(rule=rule, text=en, text_zh=zh)],
            profile="python-1",
        )


def main(address):
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    services.add_RiskScreeningServicer_to_server(Risk(), server)
    # Port 0 takes a free one; the line says which.
    port = server.add_insecure_port(address)
    server.start()
    print(f"screening at http://127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50061")
