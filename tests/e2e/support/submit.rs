//! Submitting one document by the call for its kind.

use super::Caller;
use super::caller::SENDER;
use tongguan_domain::document::Document;
use tongguan_proto::intake::v1 as intake;
use tongguan_wire::document as wire;
use tonic::Status;

/// The kind, its field in request and answer, its request, its method, and what writes it.
macro_rules! calls {
    ($($kind:ident $field:ident $request:ident $method:ident $write:ident;)*) => {
        impl Caller {
            /// Submits one document by the call for its kind; gives also whether the answer repeats an earlier one.
            pub(crate) async fn submit_or_repeat(
                &self,
                id: impl Into<String>,
                document: impl Into<Document>,
            ) -> Result<(intake::Accepted, bool), Status> {
                let (request_id, sender) = (id.into(), SENDER.to_owned());
                match document.into() {
                    $(Document::$kind(document) => {
                        let $field = Some(wire::$write(&document));
                        #[allow(clippy::needless_update, reason = "a declaration may bring its partners")]
                        let request = intake::$request { request_id, sender, $field, ..Default::default() };
                        let answer = self.intake().$method(request).await?.into_inner();
                        Ok((answer.$field.unwrap(), answer.replayed))
                    })*
                }
            }
        }
    };
}

calls! {
    SalesOrder sales_order SubmitSalesOrderRequest submit_sales_order write_sales_order;
    PaymentReceipt payment_receipt SubmitPaymentReceiptRequest submit_payment_receipt write_payment_receipt;
    Waybill waybill SubmitWaybillRequest submit_waybill write_waybill;
    Declaration declaration SubmitDeclarationRequest submit_declaration write_declaration;
    Arrival arrival SubmitArrivalRequest submit_arrival write_arrival;
    Departure departure SubmitDepartureRequest submit_departure write_departure;
    Cancellation cancellation SubmitCancellationRequest submit_cancellation write_cancellation;
    Manifest manifest SubmitManifestRequest submit_manifest write_manifest;
    SummaryApplication summary_application SubmitSummaryApplicationRequest submit_summary_application write_summary_application;
    ReturnApplication return_application SubmitReturnApplicationRequest submit_return_application write_return_application;
    ReturnTally return_tally SubmitReturnTallyRequest submit_return_tally write_return_tally;
}
