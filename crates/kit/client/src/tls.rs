//! `https://`: whom to trust, and what to show.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use tongguan_client::Client;
//! use tongguan_client::tls::{Connector, OwnFiles, Trust};
//!
//! let own = OwnFiles { certificate: "shop.pem".into(), key: "shop.key".into() };
//! let connector = Connector::open(&Trust::File("ca.pem".into()), Some(&own))?;
//! let client = Client::connect_secured("https://customs.example:50051", connector).await?;
//! # Ok(()) }
//! ```

pub use tongguan_tls::{Connector, FileError, OwnFiles, Trouble, Trust, is_spoken_at, said};

use tongguan_tls::{beneath_tls, is_secured};

use crate::{Client, ConnectError, SECURED, endpoint, failed};
use tonic::transport::Uri;

impl Client {
    /// Connects to `https://host:port`. Every new connection is made by what the connector holds then; what the server says against
    /// our certificate may come with the first call ([`said`]).
    ///
    /// # Errors
    /// [`ConnectError`] if nobody answers now, the address is another, or the handshake fails.
    pub async fn connect_secured(url: impl Into<String>, connector: Connector) -> Result<Self, ConnectError> {
        let url = url.into();
        let uri: Uri =
            url.parse().map_err(|error: tonic::codegen::http::uri::InvalidUri| failed(&url, error))?;
        if uri.host().is_none() || !is_secured(&uri) {
            return Err(failed(&url, format!("the address has to begin with {SECURED}")));
        }
        let endpoint = endpoint(&beneath_tls(&uri)).map_err(|error| failed(&url, error))?.origin(uri);
        let channel =
            endpoint.connect_with_connector(connector).await.map_err(|error| failed(&url, error))?;
        Ok(Self::over(channel))
    }

    pub(crate) async fn connect_trusting_the_system(url: String) -> Result<Self, ConnectError> {
        let connector = Connector::open(&Trust::System, None).map_err(|error| failed(&url, error))?;
        Self::connect_secured(url, connector).await
    }
}
