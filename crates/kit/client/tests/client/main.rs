//! The client against a server and a line that fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

mod faults;
mod line;
mod mailbox;
mod station;
mod volume;

use tongguan_client::Client;
use tongguan_client::proto::document::v1::Document;
use tongguan_client::proto::document::v1::document::Document as Kind;
use tongguan_testkit::Parcel;

/// An address as a client takes it.
async fn client(address: std::net::SocketAddr) -> Client {
    Client::connect(format!("http://{address}")).await.unwrap()
}

/// The waybill of a parcel.
fn waybill(number: u32) -> Document {
    waybill_with(number, "")
}

fn waybill_with(number: u32, note: &str) -> Document {
    let parcel = tongguan_wire::document::write(&tongguan_domain::document::Document::from(
        Parcel::number(number).waybill,
    ));
    match parcel.document {
        Some(Kind::Waybill(mut waybill)) => {
            waybill.note = Some(note.to_owned());
            Document { document: Some(Kind::Waybill(waybill)) }
        }
        other => panic!("{other:?}"),
    }
}
