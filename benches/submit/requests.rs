//! Messages to send: one template, and what must differ from call to call.

use tongguan_proto::document::v1::document::Document as Choice;
use tongguan_proto::document::v1::{self as doc, Declaration, SalesOrder, Waybill};
use tongguan_proto::intake::v1 as pb;
use tongguan_testkit::Parcel;
use tongguan_wire::document;

/// The papers of one parcel as messages.
#[derive(Clone)]
pub(crate) struct Papers {
    pub(crate) order: SalesOrder,
    pub(crate) waybill: Waybill,
    pub(crate) declaration: Declaration,
}

impl Papers {
    pub(crate) fn template() -> Self {
        let parcel = Parcel::number(1);
        Self {
            order: document::write_sales_order(&parcel.order),
            waybill: document::write_waybill(&parcel.waybill),
            declaration: document::write_declaration(&parcel.declaration),
        }
    }

    /// The same papers of another parcel.
    pub(crate) fn of(&self, number: u64) -> Self {
        let mut papers = self.clone();
        let (order_no, waybill_no) = (format!("B{number}"), format!("W{number}"));
        papers.order.order_no = Some(order_no.clone());
        papers.waybill.logistics_no = Some(waybill_no.clone());
        papers.declaration.order_no = Some(order_no);
        papers.declaration.logistics_no = Some(waybill_no);
        papers.declaration.cop_no = Some(format!("C{number}"));
        papers
    }

    /// The declaration alone: it waits for its partners.
    pub(crate) fn alone(&self, number: u64) -> pb::SubmitDeclarationRequest {
        pb::SubmitDeclarationRequest {
            request_id: format!("r{number}"),
            declaration: Some(self.of(number).declaration),
            ..Default::default()
        }
    }

    /// The declaration with order and waybill: it is matched, screened and reviewed at once.
    pub(crate) fn together(&self, number: u64) -> pb::SubmitDeclarationRequest {
        let papers = self.of(number);
        pb::SubmitDeclarationRequest {
            request_id: format!("r{number}"),
            declaration: Some(papers.declaration),
            sales_order: Some(papers.order),
            waybill: Some(papers.waybill),
            ..Default::default()
        }
    }

    /// The declaration alone, for the stream.
    pub(crate) fn streamed(&self, number: u64) -> pb::SubmitStreamRequest {
        let choice = Choice::Declaration(self.of(number).declaration);
        pb::SubmitStreamRequest {
            request_id: format!("r{number}"),
            documents: vec![doc::Document { document: Some(choice) }],
            ..Default::default()
        }
    }
}
