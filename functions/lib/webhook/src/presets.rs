//! The senders everybody has. Formats: each provider's own documentation; `events/README.md`
//! names the pages and the published vectors that test them.

use http::HeaderName;

use crate::{Algorithm, Encoding, KeyEncoding, Scheme, SignatureAt, Template, TimestampAt};

/// Seconds either way: what Standard Webhooks, Stripe and Slack advise.
const TOLERANCE_S: u64 = 300;

/// The names that [`Scheme::preset`] knows.
pub const PRESETS: [&str; 10] = [
    "standard-webhooks",
    "svix",
    "stripe",
    "github",
    "flexport",
    "shopify",
    "slack",
    "square",
    "easypost",
    "aftership",
];

impl Scheme {
    /// The scheme of a well-known sender, or nothing if the name is not one of [`PRESETS`].
    pub fn preset(name: &str) -> Option<Self> {
        Some(match name {
            "standard-webhooks" => standard(&["webhook"]),
            "svix" => standard(&["svix", "webhook"]),
            "stripe" => stripe(),
            "github" | "flexport" => hex_of_body("x-hub-signature-256", "sha256="),
            "shopify" => base64_of_body("x-shopify-hmac-sha256"),
            "slack" => slack(),
            "square" => Self {
                signed: signed("{url}{body}"),
                ..base64_of_body("x-square-hmacsha256-signature")
            },
            "easypost" => Self {
                key: KeyEncoding::NfkdUtf8,
                ..hex_of_body("x-hmac-signature", "hmac-sha256-hex=")
            },
            "aftership" => base64_of_body("aftership-hmac-sha256"),
            _ => return None,
        })
    }
}

/// Standard Webhooks, under each of the header families that a sender may use.
fn standard(families: &[&str]) -> Scheme {
    let headers = |suffix: &str| -> Vec<HeaderName> {
        families.iter().filter_map(|family| format!("{family}-{suffix}").parse().ok()).collect()
    };
    Scheme {
        signature: SignatureAt {
            headers: headers("signature"),
            prefix: "v1,".into(),
            separator: Some(' '),
            encoding: Encoding::Base64,
        },
        algorithm: Algorithm::Sha256,
        signed: signed("{id}.{timestamp}.{body}"),
        key: KeyEncoding::Whsec,
        timestamp: Some(TimestampAt {
            headers: headers("timestamp"),
            prefix: String::new(),
            tolerance_s: TOLERANCE_S,
        }),
        id: headers("id"),
    }
}

fn stripe() -> Scheme {
    let header = HeaderName::from_static("stripe-signature");
    Scheme {
        signature: SignatureAt {
            separator: Some(','),
            ..signature_at(header.clone(), "v1=", Encoding::Hex)
        },
        signed: signed("{timestamp}.{body}"),
        timestamp: Some(TimestampAt {
            headers: vec![header.clone()],
            prefix: "t=".into(),
            tolerance_s: TOLERANCE_S,
        }),
        ..of_body(signature_at(header, "", Encoding::Hex))
    }
}

fn slack() -> Scheme {
    Scheme {
        signed: signed("v0:{timestamp}:{body}"),
        timestamp: Some(TimestampAt {
            headers: vec![HeaderName::from_static("x-slack-request-timestamp")],
            prefix: String::new(),
            tolerance_s: TOLERANCE_S,
        }),
        ..hex_of_body("x-slack-signature", "v0=")
    }
}

fn hex_of_body(header: &'static str, prefix: &str) -> Scheme {
    of_body(signature_at(HeaderName::from_static(header), prefix, Encoding::Hex))
}

fn base64_of_body(header: &'static str) -> Scheme {
    of_body(signature_at(HeaderName::from_static(header), "", Encoding::Base64))
}

/// The plainest scheme: one MAC over the body alone, keyed with the secret as it is written.
fn of_body(signature: SignatureAt) -> Scheme {
    Scheme {
        signature,
        algorithm: Algorithm::Sha256,
        signed: signed("{body}"),
        key: KeyEncoding::Utf8,
        timestamp: None,
        id: Vec::new(),
    }
}

fn signature_at(header: HeaderName, prefix: &str, encoding: Encoding) -> SignatureAt {
    SignatureAt { headers: vec![header], prefix: prefix.into(), separator: None, encoding }
}

#[expect(clippy::expect_used, reason = "constants of this file, each parsed by its test")]
fn signed(template: &'static str) -> Template {
    template.parse().expect("a preset's own template")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_scheme() {
        for name in PRESETS {
            assert!(Scheme::preset(name).is_some(), "{name}");
        }
        assert!(Scheme::preset("none").is_none());
    }
}
