//! Whom an API is believed to be itself by.

use std::sync::OnceLock;

use rustls::{ClientConfig, RootCertStore};

/// Where other certificates are said to be (OpenSSL's variables): these win, where they are set.
const OVERRIDES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// TLS that trusts the public web's roots (Mozilla's list, AWS's own among them) as they were when
/// this was built, so that a start reads and parses none. Where the environment says where other
/// certificates are, those are trusted instead, and read once for all clients of the process;
/// nothing where none of them can be read.
pub(crate) fn tls() -> Option<ClientConfig> {
    static TLS: OnceLock<Option<ClientConfig>> = OnceLock::new();
    TLS.get_or_init(|| roots().map(trusting)).clone()
}

fn trusting(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

fn roots() -> Option<RootCertStore> {
    if OVERRIDES.iter().any(|name| std::env::var_os(name).is_some()) {
        return named();
    }
    Some(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
}

/// The certificates at the places that the environment names.
fn named() -> Option<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let (usable, _unusable) =
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    (usable > 0).then_some(roots)
}
