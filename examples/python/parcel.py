"""A parcel from order to 899, in Python, without generated code: the server says by reflection what its messages are.

    pip install grpcio grpcio-reflection
    tongguan serve --ephemeral                        # in another terminal
    python examples/python/parcel.py 127.0.0.1:50051

The documents are those of examples/documents. Each run is in a sandbox of its own, so the same documents are new again.
"""

import json
import os
import sys
import uuid
from pathlib import Path

import grpc
from google.protobuf import json_format, message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

DOCUMENTS = Path(__file__).parent.parent / "documents"


# TONGGUAN_API_KEY holds a key, where the server asks for one (docs/identity.md).
KEY = [("authorization", f"Bearer {key}")] if (key := os.environ.get("TONGGUAN_API_KEY")) else []


class WithKey(grpc.UnaryUnaryClientInterceptor, grpc.StreamStreamClientInterceptor):
    """Every call shows the key, those of reflection, too."""

    def intercept_unary_unary(self, call, details, request):
        return call(details._replace(metadata=KEY), request)

    intercept_stream_stream = intercept_unary_unary


class Service:
    """The methods of one service, as the server describes them: dictionaries in, messages out."""

    def __init__(self, channel, name):
        self._channel = channel
        self._service = DescriptorPool(ProtoReflectionDescriptorDatabase(channel)).FindServiceByName(name)

    def call(self, method, content):
        described = self._service.FindMethodByName(method)
        request, answer = map(message_factory.GetMessageClass, (described.input_type, described.output_type))
        function = self._channel.unary_unary(
            f"/{self._service.full_name}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer.FromString,
        )
        return function(json_format.ParseDict(content, request()), timeout=30)


def main(address):
    sandbox = f"python-{uuid.uuid4()}"
    with grpc.insecure_channel(address) as plain:
        channel = grpc.intercept_channel(plain, WithKey())
        intake = Service(channel, "tongguan.intake.v1.DeclarationIntake")
        exchange = Service(channel, "tongguan.exchange.v1.ClearanceExchange")

        # The papers go together; the goods arrive when those are reviewed, and leave when they are released.
        papers = ["1-303-order", "2-403-payment", "3-505-waybill", "4-603-declaration"]
        for names in papers, ["5-507-arrival"], ["6-509-departure"]:
            documents = [json.loads((DOCUMENTS / f"{name}.json").read_text("utf-8")) for name in names]
            # settle: the answer comes when nothing more happens by itself. The outcome leaves nothing to chance.
            request = {"sandbox": sandbox, "documents": documents, "settle": True, "outcome": "OUTCOME_RELEASE"}
            for result in intake.call("SubmitDocuments", request).results:
                if result.HasField("refused"):
                    sys.exit(f"refused: {result.refused.reason}: {result.refused.hint}")

        told = exchange.call("ListReceipts", {"sandbox": sandbox, "page_size": 500}).receipts
        for receipt in told:
            print(f"#{receipt.document_id} {receipt.return_code:4} {receipt.meaning_zh} {receipt.meaning}")
        if not any(receipt.return_code == 899 for receipt in told):
            sys.exit("the parcel has not left")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50051")
