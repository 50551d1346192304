//! Whom an API is believed to be itself by.

use rustls::{ClientConfig, RootCertStore};

/// Where other certificates are said to be (OpenSSL's variables): these win, where they are set.
const OVERRIDES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// TLS that trusts the public web's roots (Mozilla's list, AWS's own among them) as they were when
/// this was built, so that a start reads and parses none; nothing where the environment says where
/// other certificates are, which are then read by the client itself.
pub(crate) fn compiled_in() -> Option<ClientConfig> {
    if OVERRIDES.iter().any(|name| std::env::var_os(name).is_some()) {
        return None;
    }
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    Some(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}
