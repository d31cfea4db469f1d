//! A way between two processes that can be cut: nothing comes through, and nobody is told.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A proxy in front of an address.
pub(crate) struct Proxy {
    address: SocketAddr,
    cut: watch::Sender<bool>,
    connections: watch::Receiver<u32>,
}

impl Proxy {
    pub(crate) async fn before(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (cut, is_cut) = watch::channel(false);
        let (count, connections) = watch::channel(0);
        tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                count.send_modify(|count| *count += 1);
                tokio::spawn(carry(near, target, is_cut.clone()));
            }
        });
        Self { address, cut, connections }
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on nothing comes through.
    pub(crate) fn cut(&self) {
        self.cut.send_replace(true);
    }

    /// Everything comes through again, what was on its way too.
    pub(crate) fn mend(&self) {
        self.cut.send_replace(false);
    }

    /// Waits until so many more connections were tried.
    pub(crate) async fn tried(&mut self, more: u32) {
        let before = *self.connections.borrow();
        self.connections.wait_for(|count| *count >= before + more).await.unwrap();
    }
}

async fn carry(near: TcpStream, target: SocketAddr, cut: watch::Receiver<bool>) {
    let Ok(far) = TcpStream::connect(target).await else { return };
    for stream in [&near, &far] {
        stream.set_nodelay(true).unwrap();
    }
    let ((near_in, near_out), (far_in, far_out)) = (tokio::io::split(near), tokio::io::split(far));
    tokio::join!(one_way(near_in, far_out, cut.clone()), one_way(far_in, near_out, cut));
}

async fn one_way(
    mut from: ReadHalf<TcpStream>,
    mut to: WriteHalf<TcpStream>,
    mut cut: watch::Receiver<bool>,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        if cut.wait_for(|cut| !cut).await.is_err() || to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
    // The other side may be gone.
    let _: Result<_, _> = to.shutdown().await;
}
