//! Connections that a handler can cut.
//!
//! An HTTP server always answers; a provider that crashes does not. So each connection carries a
//! switch that the handler holds too: once it is thrown, not one more byte goes out.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::ConnectInfo;
use axum::serve::Listener;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The switch of one connection.
#[derive(Clone, Debug, Default)]
pub struct Line(Arc<AtomicBool>);

impl Line {
    /// Whatever is written from now on fails, at which the server drops the connection.
    pub fn cut(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_cut(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Answers whoever connects, each connection with a [`Line`] of its own that handlers find as
/// `ConnectInfo<Line>`. `axum::serve` would give every response a `Date`.
pub async fn serve(mut listener: TcpListener, router: Router) {
    loop {
        let (stream, _addr) = Listener::accept(&mut listener).await;
        // Trickled bytes must leave one by one; where this fails they merely bunch up.
        let _ = stream.set_nodelay(true);
        let line = Line::default();
        let service = router.clone().layer(Extension(ConnectInfo(line.clone())));
        let wire = TokioIo::new(Wire { stream, line });
        let connection = http1::Builder::new()
            .auto_date_header(false)
            .serve_connection(wire, TowerToHyperService::new(service));
        // It ends with an error where a line was cut or a client left, which is nobody's concern.
        tokio::spawn(connection);
    }
}

/// One connection with its switch.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    line: Line,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.line.is_cut() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
