"""What a program reads of a call that is refused as a whole."""

import grpc
import pytest
from conftest import sample
from grpc_status import rpc_status

standing = grpc.protos("tongguan/document/v1/standing.proto")


# Why a call was refused; None where it was not Tongguan that said no.
def refused(error):
    status = rpc_status.from_call(error)
    for detail in status.details if status else []:
        found = standing.Refused()
        if detail.Unpack(found):
            return found


def test_a_duplicate_names_the_first_document(call):
    waybill = sample("505")
    [first] = call("SubmitDocuments", documents=[waybill]).results
    with pytest.raises(grpc.RpcError) as error:
        call("SubmitDocuments", documents=[waybill], all_or_none=True)
    why = refused(error.value)
    assert (error.value.code(), why.reason) == (grpc.StatusCode.ALREADY_EXISTS, "DUPLICATE")
    assert why.existing.document_id == first.accepted.document_id
    assert "leave this one out" in why.hint


def test_every_fault_of_every_document_is_told(call):
    papers, _, _ = sample("parcel")
    papers["documents"][0]["sales_order"]["currency"] = "XXX"
    papers["documents"][3]["declaration"]["country"] = "USA"
    with pytest.raises(grpc.RpcError) as error:
        call("SubmitDocuments", **papers, all_or_none=True)
    faults = [(told.document_index, fault.path, fault.code)
              for told in refused(error.value).faults for fault in told.faults]
    assert (0, "currency", "CURRENCY_UNKNOWN") in faults
    assert (3, "country", "COUNTRY_UNKNOWN") in faults
