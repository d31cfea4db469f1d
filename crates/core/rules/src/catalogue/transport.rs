//! Rules of arrivals and departures.

super::rules! {
    /// `msgSeqNo` above `msgCount`.
    SPLIT_NUMBER_ABOVE_COUNT Business 31 zh "报文序号大于报文总数" en "the number of the split message is above their count"
        hint "1 of 1 if the message is not split"
        hint_zh "报文未拆分时总数和序号都填1" source Official "PDF 202205, notes of msgCount and msgSeqNo"
        provoke "507: msg_seq_no=2; 509: msg_seq_no=2; 607: msg_seq_no=2; 701: msg_seq_no=2";
    /// A parcel occurs twice.
    PARCEL_REPEATED Business 32 zh "物流运单编号重复" en "a parcel is listed twice"
        hint "list every waybill once in one document"
        hint_zh "同一单证中每个运单只列一次" source Inferred "said nowhere; a parcel that is listed twice counts once"
        provoke "507: lines=2; 509: lines=2; 607: lines=2";
    /// An arrival of nothing.
    ARRIVAL_WITHOUT_PARCELS Business 33 zh "没有表体时提运单号必填" en "an arrival names neither parcels nor a bill of lading"
        hint "list the parcels, or send billNo, which stands for all parcels under it; mail (trafMode 6) needs neither"
        hint_zh "填写表体，或填提运单号代表该提运单下全部运单；邮件（trafMode=6）可都不填"
        source Official "PDF 202205, table 2-24: an empty list means the whole bill, billNo may be empty for mail"
        provoke "507: lines=0 bill_no=~";
    /// A departure that does not say with what.
    DEPARTURE_TRANSPORT_MISSING Business 34 zh "非邮件运输的离境单运输工具名称、航班航次号和提运单号必填"
        en "a departure does not name its transport"
        hint "send trafName, voyageNo and billNo; only mail (trafMode 6) may leave them out"
        hint_zh "填写运输工具名称、航班航次号和提运单号；仅邮件（trafMode=6）可不填"
        source Official "PDF 202205, notes of 509"
        provoke "509: traf_name=~; 509: voyage_no=; 509: bill_no=~";
    /// The deletion of a manifest counts messages.
    SPLIT_OF_DELETION Business 47 zh "删除清单总分单时报文总数和报文序号应为0" en "the deletion of a manifest counts split messages"
        hint "send 0 of 0 with appType 3"
        hint_zh "appType=3时报文总数和报文序号都填0" source Official "PDF 2018-113, notes of msgCount and msgSeqNo in 607"
        provoke "607: app_type=3; 607: app_type=3 msg_count=0 msg_seq_no=1";
    /// A declaration is summed up twice.
    DECLARATION_REPEATED Business 48 zh "清单编号重复" en "a declaration is listed twice"
        hint "list every declaration once"
        hint_zh "每份清单只列一次" source Inferred "said nowhere; a declaration that is listed twice counts once"
        provoke "701: lines=2";
    /// A summary application of nothing.
    SUMMARY_WITHOUT_SELECTION Business 49 zh "清单编号和汇总起止时间应至少填写一项" en "a summary application chooses no declarations"
        hint "list their numbers, or send startTime and endTime"
        hint_zh "填写清单编号，或填汇总开始时间和结束时间" source Official "PDF 202205, table of 701"
        provoke "701: lines=0";
    /// Half a period.
    SUMMARY_PERIOD_INCOMPLETE Business 50 zh "汇总开始时间和结束时间应同时填写" en "only one end of the period of a summary application"
        hint "send both startTime and endTime, or list the declarations"
        hint_zh "开始时间和结束时间都填，或改填清单编号" source Official "PDF 202205, note of startTime"
        provoke "701: start_time=20260101000000; 701: end_time=20260131235959";
    /// A period that ends before it begins.
    SUMMARY_PERIOD_REVERSED Business 51 zh "汇总结束时间不能早于开始时间" en "the period of a summary application ends before it begins"
        hint "send endTime not before startTime"
        hint_zh "结束时间不得早于开始时间" source Official "PDF 202205, note of endTime"
        provoke "701: start_time=20260201000000 end_time=20260131235959";
    /// An arrival without its bill of lading.
    ARRIVAL_BILL_MISSING Business 53 zh "非邮件运输的运抵单提运单号必填" en "an arrival does not name its bill of lading"
        hint "send billNo; only mail (trafMode 6) may leave it out"
        hint_zh "填写提运单号；仅邮件（trafMode=6）可不填"
        source Official "PDF 202205, table 2-24, and XSD of both versions, note of billNo in 507"
        provoke "507: bill_no=~; 507: bill_no=; 2018-113 507: traf_mode=4 bill_no=~";
}
