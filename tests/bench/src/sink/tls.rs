//! A certificate authority that lives as long as the benchmark.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

/// Where systems keep the certificates they trust: Debian's place, and Amazon Linux's.
const BUNDLES: [&str; 2] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

/// The authority, which signs one certificate for `localhost`.
#[derive(Debug)]
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A new one.
    pub fn new() -> Result<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    /// Takes connections as AWS's query endpoints do: TLS 1.2 or 1.3, HTTP/1.1.
    pub fn acceptor(&self) -> Result<TlsAcceptor> {
        let (certificate, key) = self.leaf()?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    fn leaf(&self) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>)> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
        // Whose subject is its issuer's is taken for self-signed by OpenSSL.
        params.distinguished_name.push(DnType::CommonName, "localhost");
        let certificate = params.signed_by(&key, &self.0)?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        Ok((certificate.der().clone(), key.into()))
    }

    pub(super) fn write_trust(&self, path: &Path, others: Option<&str>) -> Result<usize> {
        let system = || BUNDLES.iter().find_map(|bundle| std::fs::read_to_string(bundle).ok());
        let others = others.map_or_else(|| system().unwrap_or_default(), str::to_owned);
        let all = others + &self.0.pem();
        std::fs::write(path, &all).with_context(|| path.display().to_string())?;
        Ok(all.matches("-----BEGIN CERTIFICATE-----").count())
    }
}
