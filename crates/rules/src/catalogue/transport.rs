//! Rules of arrivals and departures.

super::rules! {
    /// `msgSeqNo` above `msgCount`.
    SPLIT_NUMBER_ABOVE_COUNT Business 31 zh "报文序号大于报文总数" en "the number of the split message is above their count"
        hint "1 of 1 if the message is not split" source "PDF 202205, notes of msgCount and msgSeqNo (A)";
    /// A parcel occurs twice.
    PARCEL_REPEATED Business 32 zh "物流运单编号重复" en "a parcel is listed twice"
        hint "list every waybill once in one document" source "an inference (D)";
    /// An arrival of nothing.
    ARRIVAL_WITHOUT_PARCELS Business 33 zh "没有表体时提运单号必填" en "an arrival names neither parcels nor a bill of lading"
        hint "list the parcels, or send billNo, which stands for all parcels under it; mail (trafMode 6) needs neither"
        source "PDF 202205, table of 507: the list may be empty, billNo for mail (A)";
    /// A departure that does not say with what.
    DEPARTURE_TRANSPORT_MISSING Business 34 zh "非邮件运输的离境单运输工具名称、航班航次号和提运单号必填"
        en "a departure does not name its transport"
        hint "send trafName, voyageNo and billNo; only mail (trafMode 6) may leave them out"
        source "PDF 202205, notes of 509 (A)";
}
