"""Sends the six documents of a parcel and follows its receipts until it has left the country.

Needs grpcio and grpcio-reflection, and no generated code: the server says what its messages are.

    python client.py 127.0.0.1:50051
"""

import sys

import grpc
from google.protobuf import json_format, message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

PLATFORM = {"ebp_code": "3301960XYZ", "ebp_name": "杭州示例平台有限公司"}
EXPORTER = {"ebc_code": "3301960ABC", "ebc_name": "杭州示例贸易有限公司"}
LOGISTICS = {"logistics_code": "3301980LGS", "logistics_name": "杭州示例物流有限公司"}
FLIGHT = {"traf_name": "CK221", "voyage_no": "CK221"}
ORDER = {"order_no": "PY0000000001"}
WAYBILL = {"logistics_no": "LPPY00000001"}
BILL = {"bill_no": "784-00000001"}
CUSTOMS = {"customs_code": "2924"}
ONE_MESSAGE = {"msg_count": 1, "msg_seq_no": 1}
LINE = {
    "gnum": 1, "item_no": "TS-001", "currency": "142", "unit": "011",
    "qty": "2", "price": "59.9", "total_price": "119.8",
}


def heading(message):
    """What every document begins with."""
    return {
        "guid": f"{message:08X}-2026-4105-8900-00000000AB1E",
        "app_type": "1", "app_time": "20260105085000", "app_status": "2",
    }


def documents():
    """The documents in the order in which they are sent: kind, content."""
    yield "sales_order", {
        **heading(303), **PLATFORM, **EXPORTER, **ORDER, "order_type": "E",
        "goods_value": "119.8", "freight": "12.5", "currency": "142",
        "items": [{**LINE, "item_name": "棉制T恤"}],
    }
    yield "payment_receipt", {
        **heading(403), **PLATFORM, **EXPORTER, **ORDER,
        "pay_name": "示例支付有限公司", "pay_no": "PAYPY0000001", "charge": "132.3", "currency": "142",
        "accounting_date": "20260105084500",
    }
    yield "waybill", {
        **heading(505), **LOGISTICS, **WAYBILL, **EXPORTER,
        "freight": "12.5", "insured_fee": "0", "currency": "142", "gross_weight": "0.45", "pack_no": 1,
        "goods_info": "服装",
    }
    yield "declaration", {
        **heading(603), **CUSTOMS, **PLATFORM, **EXPORTER, **ORDER, **LOGISTICS, **WAYBILL, **BILL, **FLIGHT,
        "cop_no": "COPPY001", "ie_flag": "E", "port_code": "2900", "ie_date": "20260106",
        "statistics_flag": "B", "agent_code": "3301980AGT", "agent_name": "杭州示例报关有限公司",
        "owner_code": "NO", "owner_name": "示例针织厂", "trade_mode": "9610", "traf_mode": "5",
        "country": "502", "pod": "LAX", "freight": "12.5", "freight_currency": "142", "freight_flag": "3",
        "insured_fee": "0", "insurance_currency": "142", "insurance_flag": "3", "wrap_type": "2",
        "pack_no": 1, "gross_weight": "0.45", "net_weight": "0.3",
        "items": [{
            **LINE, "gcode": "6109100000", "gname": "棉制T恤", "gmodel": "针织|棉100%", "bar_code": "无",
            "country": "502", "qty1": "2", "unit1": "011", "qty2": "0.3", "unit2": "035",
        }],
    }
    yield "arrival", {
        **heading(507), **CUSTOMS, **LOGISTICS, **BILL, **ONE_MESSAGE, "cop_no": "ARRPY001",
        "operator_code": "3301980OPR", "operator_name": "杭州示例场所有限公司",
        "ie_flag": "E", "traf_mode": "5", "domestic_traf_no": "浙A12345",
        "items": [{"gnum": 1, **WAYBILL}],
    }
    yield "departure", {
        **heading(509), **CUSTOMS, **LOGISTICS, **BILL, **FLIGHT, **ONE_MESSAGE, "cop_no": "DEPPY001",
        "traf_mode": "5", "leave_time": "20260106113000",
        "items": [{"gnum": 1, **WAYBILL}],
    }


EXPECTED = {
    "DOCUMENT_KIND_SALES_ORDER": [2, 3, 120],
    "DOCUMENT_KIND_PAYMENT_RECEIPT": [2, 3, 120],
    "DOCUMENT_KIND_WAYBILL": [2, 3, 120],
    "DOCUMENT_KIND_DECLARATION": [2, 3, 120, 399, 800, 899],
    "DOCUMENT_KIND_ARRIVAL": [2, 3, 399],
    "DOCUMENT_KIND_DEPARTURE": [2, 3, 399],
}


class Service:
    """The methods of one service, as the server describes them."""

    def __init__(self, channel, pool, name):
        self._channel = channel
        self._service = pool.FindServiceByName(name)

    def call(self, method, content, **options):
        """Calls a method with a dictionary; the answer is a message, or an iterator of messages."""
        described = self._service.FindMethodByName(method)
        request, answer = map(message_factory.GetMessageClass, (described.input_type, described.output_type))
        kind = self._channel.unary_stream if described.server_streaming else self._channel.unary_unary
        function = kind(
            f"/{self._service.full_name}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer.FromString,
        )
        return function(json_format.ParseDict(content, request()), **options)


def main(address):
    """Tells one parcel's story, and ends with an error if it is not the expected one."""
    with grpc.insecure_channel(address) as channel:
        pool = DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
        intake = Service(channel, pool, "tongguan.intake.v1.DeclarationIntake")
        exchange = Service(channel, pool, "tongguan.exchange.v1.ClearanceExchange")
        sandbox = (("x-sandbox", "python"),)

        for field, content in documents():
            # The outcome is forced, so that no draw decides between 800 and 500.
            metadata = sandbox + ((("x-outcome", "release"),) if field == "declaration" else ())
            request = {"request_id": f"python-{field}", "documents": [{field: content}]}
            answer = intake.call("SubmitDocuments", request, metadata=metadata, timeout=30)
            assert [result.accepted.return_code for result in answer.results] == [2], answer

        told = {}
        watch = exchange.call("WatchReceipts", {}, metadata=sandbox, timeout=60)
        for number, answer in enumerate(watch, start=1):
            receipt = answer.receipt
            assert receipt.number == number, receipt
            kind = receipt.DESCRIPTOR.fields_by_name["kind"].enum_type.values_by_number[receipt.kind].name
            told.setdefault(kind, []).append(receipt.return_code)
            print(f"{receipt.number:3} {kind} {receipt.return_code} {receipt.meaning}")
            if receipt.return_code == 899:
                watch.cancel()
                break
        assert told == EXPECTED, told

        acknowledged = exchange.call("AcknowledgeReceipts", {"up_to": number}, metadata=sandbox, timeout=30)
        assert acknowledged.acknowledged == number, acknowledged

        try:
            intake.call("SubmitDocuments", {"request_id": "python-empty"}, metadata=sandbox, timeout=30)
            raise AssertionError("an empty call was taken")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error
    print("closed")


if __name__ == "__main__":
    main(sys.argv[1])
