//! Whom the clients trust.

use aws_smithy_http_client::tls::{TlsContext, TrustStore};

use crate::environment::region;

/// The roots of Amazon Trust Services, which sign for every endpoint of AWS outside China and the
/// isolated partitions ([amazontrust.com/repository](https://www.amazontrust.com/repository/)).
/// They are compiled in, so that a start parses five certificates and not all of the system's.
pub const AWS_ROOTS: &str = include_str!("roots.pem");

/// Where other certificates are said to be (OpenSSL's variables): these win, where they are set.
const OVERRIDES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// What a function trusts: [`AWS_ROOTS`], or what the system trusts where its environment says
/// where that is, or where AWS does not use those roots.
pub(crate) fn functions() -> TlsContext {
    let elsewhere = region().is_some_and(|region| is_signed_by_others(&region));
    if elsewhere || OVERRIDES.iter().any(|name| std::env::var_os(name).is_some()) {
        return TlsContext::default();
    }
    context(roots())
}

fn is_signed_by_others(region: &str) -> bool {
    region.starts_with("cn-") || region.contains("-iso")
}

fn roots() -> TrustStore {
    let certificates = AWS_ROOTS.split_inclusive("-----END CERTIFICATE-----\n");
    certificates.fold(TrustStore::empty(), TrustStore::with_pem_certificate)
}

/// What the system trusts, in place of a context that could not be made.
fn context(roots: TrustStore) -> TlsContext {
    TlsContext::builder().with_trust_store(roots).build().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;

    #[test]
    fn every_root_of_aws_is_one_that_browsers_trust() {
        let known = webpki_roots::TLS_SERVER_ROOTS;
        let mut names = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(AWS_ROOTS.as_bytes()) {
            let certificate = certificate.expect("a certificate");
            let anchor = webpki::anchor_from_trusted_cert(&certificate).expect("a root");
            let found = known.iter().find(|root| root.subject == anchor.subject);
            let found = found.expect("one of the public roots");
            assert_eq!(found.subject_public_key_info, anchor.subject_public_key_info);
            names.push(String::from_utf8_lossy(&anchor.subject).into_owned());
        }
        let amazon = names.iter().filter(|name| name.contains("Amazon Root CA")).count();
        let starfield = names.iter().filter(|name| name.contains("Starfield Services")).count();
        assert_eq!((names.len(), amazon, starfield), (5, 4, 1));
    }

    #[test]
    fn partitions_with_other_authorities_are_left_to_the_system() {
        let others = ["cn-north-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1"];
        assert!(others.iter().all(|region| is_signed_by_others(region)));
        let usual = ["us-east-1", "us-gov-west-1", "eu-central-1", "ap-southeast-2"];
        assert!(!usual.iter().any(|region| is_signed_by_others(region)));
    }
}
