//! A line between a client and a server that can fail.

use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the line does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Carries everything.
    Good,
    /// Carries what the client says, and loses what the server says.
    Deaf,
    /// Is broken: connections end at once.
    Cut,
}

/// A port that leads to a server, over a line.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    line: Arc<watch::Sender<Line>>,
    /// How often the line was cut: a connection of before does not come back.
    cuts: Arc<watch::Sender<u32>>,
}

impl Proxy {
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let line = Arc::new(watch::Sender::new(Line::Good));
        let cuts = Arc::new(watch::Sender::new(0));
        let (lines, all_cuts) = (Arc::clone(&line), Arc::clone(&cuts));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (line, cut) = (lines.subscribe(), all_cuts.subscribe());
                let Ok(server) = TcpStream::connect(server).await else { continue };
                tokio::spawn(carry(client, server, line, cut));
            }
        });
        Self { address, line, cuts }
    }

    pub(crate) fn turn(&self, line: Line) {
        self.line.send_replace(line);
        if line == Line::Cut {
            self.cuts.send_modify(|cuts| *cuts += 1);
        }
    }
}

async fn carry(
    client: TcpStream,
    server: TcpStream,
    line: watch::Receiver<Line>,
    mut cut: watch::Receiver<u32>,
) {
    if *line.borrow() == Line::Cut {
        return;
    }
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async { tokio::io::copy(&mut from_client, &mut to_server).await.map(|_| ()) };
    let back = async {
        let mut bytes = [0; 4096];
        loop {
            let length = from_server.read(&mut bytes).await?;
            if length == 0 {
                return Ok::<(), std::io::Error>(());
            }
            if *line.borrow() == Line::Good {
                to_client.write_all(&bytes[..length]).await?;
            }
        }
    };
    tokio::select! {
        biased;
        _ = cut.changed() => {}
        _ = there => {}
        _ = back => {}
    }
}
