//! Lines of JSON with a bound.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tongguan_domain::terminal::plain;

/// Characters of what another process says that are shown.
const WORDS: usize = 200;

/// Why nothing more comes over a connection.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It is closed.
    #[error("the connection was closed")]
    Closed,
    /// A line has more bytes than this.
    #[error("a line has more than {0} bytes")]
    Long(usize),
    /// It is no line of this protocol.
    #[error("it speaks something else: {0}")]
    Foreign(String),
    /// Nothing came in time.
    #[error("nothing came in time")]
    Late,
    /// The system says so.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// What another process says.
#[derive(Debug)]
pub(super) struct Lines<R>(BufReader<R>);

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(super) fn of(reader: R) -> Self {
        Self(BufReader::new(reader))
    }

    /// The next line, of so many bytes at most. What was read of a line is lost with this future.
    pub(super) async fn next<T: DeserializeOwned>(&mut self, most: usize) -> Result<T, Broken> {
        let mut line = Vec::new();
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        (&mut self.0).take(limit).read_until(b'\n', &mut line).await?;
        match line.strip_suffix(b"\n") {
            Some(whole) => {
                serde_json::from_slice(whole).map_err(|error| Broken::Foreign(words(&error.to_string())))
            }
            None if line.len() > most => Err(Broken::Long(most)),
            None => Err(Broken::Closed),
        }
    }
}

/// What another process says, for people: short, and nothing that moves a terminal.
pub(super) fn words(text: &str) -> String {
    plain(text.chars().take(WORDS).collect())
}

/// Says something.
pub(super) async fn say<T: Serialize + Sync>(
    writer: &mut (impl AsyncWrite + Unpin),
    what: &T,
) -> Result<(), Broken> {
    let mut line = serde_json::to_vec(what).map_err(|error| Broken::Foreign(error.to_string()))?;
    line.push(b'\n');
    writer.write_all(&line).await?;
    Ok(writer.flush().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_is_read_whole_or_refused() {
        let mut long = vec![b'1'; 9];
        long.push(b'\n');
        let table: &[(&[u8], &str)] = &[
            (b"12\n", "12"),
            (b"", "the connection was closed"),
            (b"12", "the connection was closed"),
            (b"123456789", "a line has more than 8 bytes"),
            (&long, "a line has more than 8 bytes"),
            (b"\xff\n", "it speaks something else: expected value at line 1 column 1"),
            (b"GET /\n", "it speaks something else: expected value at line 1 column 1"),
        ];
        for (bytes, told) in table {
            let found = match Lines::of(*bytes).next::<u64>(8).await {
                Ok(number) => number.to_string(),
                Err(broken) => broken.to_string(),
            };
            assert_eq!(&found, told, "{bytes:?}");
        }
    }
}
