//! Opening a client.

use std::time::Duration;

use reqwest::{Client, redirect};

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(5);

/// A client: TLS on ring, no redirects (a key goes nowhere but where it was sent). Every request
/// is to say how long it may take.
pub fn client() -> Result<Client, reqwest::Error> {
    // Fails only where a provider is installed already, which serves as well.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    Client::builder().connect_timeout(CONNECT).redirect(redirect::Policy::none()).build()
}
