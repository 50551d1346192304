//! AWS, as far as the functions need it: TLS, SQS's `SendMessage`, Secrets Manager's
//! `GetSecretValue`, `DynamoDB`'s reads and writes of an item. It answers at once, and counts; what
//! the queue is sent is kept where that is asked for.

mod listener;
mod queue;
mod services;
pub mod tables;
mod tally;
mod tls;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use tokio_rustls::TlsAcceptor;

use listener::TlsListener;
pub use queue::{Queue, Sent};
use services::Shared;
pub use tally::Tally;
pub(crate) use tally::{CONNECTIONS, listed};
use tls::Authority;

/// The running sink: one address per service, as on AWS, so that no connection serves two.
#[derive(Debug)]
pub struct Sink {
    sqs: SocketAddr,
    secrets_manager: SocketAddr,
    dynamodb: SocketAddr,
    authority: Authority,
    shared: Shared,
}

impl Sink {
    /// Serves on loopback ports until the runtime ends.
    pub async fn start() -> Result<Self> {
        let authority = Authority::new()?;
        let acceptor = authority.acceptor()?;
        let shared = Shared::default();
        let service = || services::router(shared.clone());
        Ok(Self {
            sqs: serve(&acceptor, &shared.tally, service()).await?,
            secrets_manager: serve(&acceptor, &shared.tally, service()).await?,
            dynamodb: serve(&acceptor, &shared.tally, service()).await?,
            authority,
            shared,
        })
    }

    /// Where SQS is (`AWS_ENDPOINT_URL_SQS`).
    pub fn sqs_url(&self) -> String {
        url(self.sqs)
    }

    /// Where Secrets Manager is (`AWS_ENDPOINT_URL_SECRETS_MANAGER`).
    pub fn secrets_manager_url(&self) -> String {
        url(self.secrets_manager)
    }

    /// Where `DynamoDB` is (`AWS_ENDPOINT_URL_DYNAMODB`): tables that have nothing and take everything.
    pub fn dynamodb_url(&self) -> String {
        url(self.dynamodb)
    }

    /// Tables that keep what they are given, at this endpoint, and are counted with the rest: their
    /// address (`AWS_ENDPOINT_URL_DYNAMODB`).
    pub async fn tables(&self, endpoint: &str) -> Result<String> {
        let service = tables::router(endpoint, Arc::clone(&self.shared.tally))?;
        Ok(url(serve(&self.authority.acceptor()?, &self.shared.tally, service).await?))
    }

    /// What was asked of it so far.
    pub fn tally(&self) -> &Tally {
        &self.shared.tally
    }

    /// Its queue.
    pub fn queue(&self) -> &Queue {
        &self.shared.queue
    }

    /// Writes the certificates to trust (`SSL_CERT_FILE`): its own behind `others`, or behind this
    /// machine's, so that a function has as many to load as on AWS. Tells how many there are.
    pub fn write_trust(&self, path: &Path, others: Option<&str>) -> Result<usize> {
        self.authority.write_trust(path, others)
    }
}

/// By name, so that a function looks it up as it would look up AWS.
fn url(address: SocketAddr) -> String {
    format!("https://localhost:{}", address.port())
}

async fn serve(acceptor: &TlsAcceptor, tally: &Arc<Tally>, service: Router) -> Result<SocketAddr> {
    let (listener, address) = TlsListener::bind(acceptor.clone(), Arc::clone(tally)).await?;
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}
