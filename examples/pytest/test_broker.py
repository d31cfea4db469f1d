"""Three parcels of a broker: one is refused, one is inspected, one is cancelled."""

from conftest import sample


def test_a_wrong_country_is_refused(call):
    papers, _, _ = sample("parcel")
    papers["documents"][3]["declaration"]["country"] = "USA"
    *partners, declaration = call("SubmitDocuments", **papers).results
    assert all(partner.accepted.document_id for partner in partners)
    assert declaration.refused.reason == "FAULTS"
    fault = declaration.refused.faults[0].faults[0]
    assert (fault.path, fault.code, fault.return_code) == ("country", "COUNTRY_UNKNOWN", -603002)
    assert "such as 502" in fault.hint


def test_an_inspected_parcel_is_released(call):
    papers, arrival, departure = sample("parcel")
    declaration = {"document_id": 4}
    call("SubmitDocuments", **papers, outcome="OUTCOME_INSPECT", settle=True)
    call("SubmitDocuments", **arrival, settle=True)
    inspected = call("WaitDocument", key=declaration, return_code=800)
    assert [receipt.return_code for receipt in inspected.receipts] == [2, 3, 120, 399, 500, 800]
    began, ended = (receipt.return_time.ToDatetime() for receipt in inspected.receipts[-2:])
    assert 24 <= (ended - began).total_seconds() / 3600 <= 40
    call("SubmitDocuments", **departure, settle=True)
    assert call("WaitDocument", key=declaration, return_code=899).reached


def test_a_cancelled_declaration_is_not_declared(call):
    papers, _, _ = sample("parcel", "--parcel", "7")
    declared = call("SubmitDocuments", **papers, settle=True)
    invt_no = declared.receipts[-1].keys["invtNo"]
    cancellation = sample("605", "--parcel", "7", "--invt-no", invt_no)
    call("SubmitDocuments", documents=[cancellation], settle=True)
    told = call("WaitDocument", key={"document_id": 5}).receipts
    assert [receipt.return_code for receipt in told] == [2, 3, 399]
    [found] = call("ListDocuments", kind="DOCUMENT_KIND_DECLARATION", state="STATE_CANCELLED").documents
    assert found.accepted.invt_no == invt_no
