//! The running stand-in, as a test holds it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use axum::Router;
use bytes::Bytes;
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::api;
use crate::calls::Call;
use crate::control::Control;
use crate::desk::Desk;
use crate::feeds::Listed;
use crate::line;

/// A stand-in that serves until it is dropped; then every connection to it is cut, hanging calls
/// included, and its port is free again.
///
/// It runs on a thread of its own, so that a test may pause its own clock or block its own thread
/// and still be answered.
#[derive(Debug)]
pub struct Standin {
    url: String,
    desk: Arc<Desk>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Standin {
    /// Starts to serve on `addr` (port 0: any free one). Calls are answered once this returns.
    pub async fn start(addr: impl ToSocketAddrs) -> io::Result<Self> {
        let listener = TcpListener::bind(addr).await?;
        let addr = listener.local_addr()?;
        let desk = Arc::new(Desk::open()?);
        let (stop, stopped) = oneshot::channel();
        let thread = serve(listener, api::router(Arc::clone(&desk)), stopped)?;
        Ok(Self::running(addr, desk, stop, thread))
    }

    fn running(
        addr: SocketAddr,
        desk: Arc<Desk>,
        stop: oneshot::Sender<()>,
        thread: JoinHandle<()>,
    ) -> Self {
        Self { url: format!("http://{addr}"), desk, stop: Some(stop), thread: Some(thread) }
    }

    /// Where it answers, with the real port and without a trailing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Replaces the whole control, as `PUT /_control` does: what is not named is off.
    pub fn set(&self, control: Control) {
        self.desk.set(control);
    }

    /// Back to good behaviour, as `DELETE /_control`. The calls stay listed.
    pub fn reset(&self) {
        self.desk.set(Control::default());
    }

    /// The control as it was last set.
    pub fn control(&self) -> Control {
        self.desk.control().as_ref().clone()
    }

    /// Keeps an object, as `PUT` does under the same path: `/objects/products/P-1`, or
    /// `/openapi/v1/tariff/batch/b-1` for a finished batch.
    pub fn keep(&self, path: &str, body: impl Into<Bytes>) {
        self.desk.objects.put(path, body.into());
    }

    /// Loses a job, as `DELETE /openapi/v1/tariff/async/{request_id}` does.
    pub fn lose_work(&self, request_id: &str) {
        self.desk.kept.lose(request_id);
    }

    /// Lists an event in a feed, as `POST /feeds/{feed}` does, and says its number.
    pub fn list(&self, feed: &str, listed: Listed) -> u64 {
        self.desk.list(feed, listed, api::now())
    }

    /// Forgets an object, as `DELETE` does.
    pub fn lose(&self, path: &str) {
        self.desk.objects.delete(path);
    }

    /// The calls it had, in the order of arrival, those still being worked on included.
    pub fn calls(&self) -> Vec<Call> {
        self.desk.calls.list()
    }

    /// Forgets the calls so far, as `DELETE /_calls`.
    pub fn clear_calls(&self) {
        self.desk.calls.clear();
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Refused only where the thread has ended already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The listener moves to a runtime that ends with its thread, and takes every connection along:
/// axum's own graceful stop would wait for hanging calls.
fn serve(
    listener: TcpListener,
    router: Router,
    stopped: oneshot::Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = adopt(&runtime, listener)?;
    thread::Builder::new().name("standin".to_owned()).spawn(move || {
        runtime.block_on(async move {
            tokio::select! {
                () = line::serve(listener, router) => {}
                _ = stopped => {}
            }
        });
    })
}

/// A listener belongs to the runtime it was made in: it is taken out and registered anew.
fn adopt(runtime: &Runtime, listener: TcpListener) -> io::Result<TcpListener> {
    let listener = listener.into_std()?;
    let _inside = runtime.enter();
    TcpListener::from_std(listener)
}
