//! AWS, as far as the functions need it: TLS, SQS's `SendMessage`, Secrets Manager's
//! `GetSecretValue`, `DynamoDB`'s reads and writes of an item. It answers at once, keeps nothing, and counts.

mod listener;
mod services;
mod tally;
mod tls;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use tokio_rustls::TlsAcceptor;

use listener::TlsListener;
pub use tally::Tally;
use tls::Authority;

/// The running sink: one address per service, as on AWS, so that no connection serves two.
#[derive(Debug)]
pub struct Sink {
    sqs: SocketAddr,
    secrets_manager: SocketAddr,
    dynamodb: SocketAddr,
    authority: Authority,
    tally: Arc<Tally>,
}

impl Sink {
    /// Serves on loopback ports until the runtime ends.
    pub async fn start() -> Result<Self> {
        let authority = Authority::new()?;
        let acceptor = authority.acceptor()?;
        let tally = Arc::new(Tally::default());
        Ok(Self {
            sqs: serve(&acceptor, &tally).await?,
            secrets_manager: serve(&acceptor, &tally).await?,
            dynamodb: serve(&acceptor, &tally).await?,
            authority,
            tally,
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

    /// What was asked of it so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
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

async fn serve(acceptor: &TlsAcceptor, tally: &Arc<Tally>) -> Result<SocketAddr> {
    let (listener, address) = TlsListener::bind(acceptor.clone(), Arc::clone(tally)).await?;
    let service = services::router(Arc::clone(tally));
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}
