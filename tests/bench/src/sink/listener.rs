//! TCP, then TLS. Handshakes run side by side: a slow client holds up nobody.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Tally;

type Accepted = (TlsStream<TcpStream>, SocketAddr);

/// Hands over connections whose handshake is done.
#[derive(Debug)]
pub struct TlsListener {
    accepted: Receiver<Accepted>,
    address: SocketAddr,
}

impl TlsListener {
    /// Listens on a free loopback port.
    pub async fn bind(acceptor: TlsAcceptor, tally: Arc<Tally>) -> io::Result<(Self, SocketAddr)> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (sender, accepted) = channel(16);
        tokio::spawn(accept_all(listener, acceptor, tally, sender));
        Ok((Self { accepted, address }, address))
    }
}

async fn accept_all(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    tally: Arc<Tally>,
    sender: Sender<Accepted>,
) {
    while let Ok((stream, peer)) = listener.accept().await {
        let (acceptor, tally, sender) = (acceptor.clone(), Arc::clone(&tally), sender.clone());
        // Answers are small: each must leave at once.
        let _bunched = stream.set_nodelay(true);
        tokio::spawn(async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                tally.connected();
                let _nobody_serves = sender.send((stream, peer)).await;
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Accepted {
        match self.accepted.recv().await {
            Some(accepted) => accepted,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
