//! Opening a client.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Client, redirect};

use crate::trust;

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(5);

/// Who asks. Some APIs, and firewalls before them, refuse requests that do not say.
pub const USER_AGENT: &str = concat!("tidewaiter/", env!("CARGO_PKG_VERSION"));

/// A client: TLS on ring, no redirects (a key goes nowhere but where it was sent). Every request
/// is to say how long it may take.
pub fn client() -> Result<Client, reqwest::Error> {
    // Fails only where a provider is installed already, which serves as well.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .connect_timeout(CONNECT)
        .redirect(redirect::Policy::none())
        .user_agent(USER_AGENT)
        .default_headers(HeaderMap::from_iter([(
            ACCEPT_ENCODING,
            HeaderValue::from_static("gzip"),
        )]));
    match trust::tls() {
        Some(tls) => client.tls_backend_preconfigured(tls).build(),
        // Looks for certificates itself, and says that it finds none.
        None => client.build(),
    }
}
