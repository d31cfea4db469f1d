//! A letter as the API shows it.

use crate::edge::mailbox::Reader;
use std::future::Future;
use tongguan_domain::limits;
use tongguan_domain::receipt::Letter;
use tongguan_proto::document::v1 as document;
use tongguan_proto::exchange::v1 as pb;
use tongguan_serve::refused;
use tongguan_wire::receipt;
use tongguan_wire::status::Refused;

/// What is larger cannot be sent together with the rest of its page. Only a copy of a very long message is.
const LARGEST: usize = limits::DXP_BYTES;

/// A form in which letters are shown.
pub(crate) trait Shown: prost::Message + Sized + 'static {
    /// Shows one letter; `None` where there is nothing left to show.
    fn show(reader: &Reader, letter: &Letter) -> impl Future<Output = Result<Option<Self>, Refused>> + Send;

    /// The number of the letter.
    fn number(&self) -> u64;
}

impl Shown for document::Receipt {
    async fn show(reader: &Reader, letter: &Letter) -> Result<Option<Self>, Refused> {
        Ok(Some(receipt::write(letter, reader.cursor(letter.number))))
    }

    fn number(&self) -> u64 {
        self.number
    }
}

impl Shown for pb::CebMessage {
    async fn show(reader: &Reader, letter: &Letter) -> Result<Option<Self>, Refused> {
        let written = match reader.enveloped {
            true => reader.mailbox.write_enveloped(letter).await.map_err(refused)?,
            false => reader.mailbox.write(letter).await.map_err(refused)?,
        };
        Ok(written.map(|xml| Self {
            number: letter.number,
            cursor: reader.cursor(letter.number),
            message_type: letter.content.root_element().to_owned(),
            xml: if xml.len() > LARGEST { Vec::new().into() } else { xml.into() },
        }))
    }

    fn number(&self) -> u64 {
        self.number
    }
}
