//! What an HTTP message signature covers, line by line: the bases are written here by hand, as
//! RFC 9421 gives them, so that signing and checking cannot agree on a mistake.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use webhook::{
    Algorithm, Form, KeyEncoding, MessageSignature, Refusal, Scheme, TimeFormat, Window,
};

use crate::{check, headers, over};

const NOW: i64 = 1_700_000_000;
const URL: &str = "https://www.example.com/path?param=value";
const BODY: &[u8] = br#"{"hello": "world"}"#;

/// RFC 9530, appendix B.1, and RFC 9421, appendix B.2: of the same body.
const SHA_256: &str = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
const SHA_512: &str = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

/// An algorithm with the two halves of a key of its kind.
type Pair = (Algorithm, KeyEncoding, &'static str, &'static str);

const RSA: [&str; 2] = [
    include_str!("../../../../../events/keys/rsa.pem"),
    include_str!("../../../../../events/keys/rsa.pub.pem"),
];
const P256: [&str; 2] = [
    include_str!("../../../../../events/keys/p256.pem"),
    include_str!("../../../../../events/keys/p256.pub.pem"),
];
const ED25519: Pair = (
    Algorithm::Ed25519,
    KeyEncoding::Ed25519,
    include_str!("../../../../../events/keys/ed25519.pem"),
    include_str!("../../../../../events/keys/ed25519.pub.pem"),
);

fn scheme((algorithm, key, ..): Pair) -> Scheme {
    let window = Window { format: TimeFormat::Seconds, tolerance_s: 300 };
    let form = Form::Message(MessageSignature { components: Vec::new(), id: None, window });
    Scheme { algorithm, key, form }
}

/// A message whose base is these lines and the one of its parameters.
struct ByHand<'a> {
    pair: Pair,
    /// Each component as it is named, and its line's value.
    lines: Vec<(&'a str, &'a str)>,
    /// The parameters of the signature behind the time of signing.
    params: &'a str,
    /// Headers beside those of the signature.
    beside: Vec<(&'static str, &'a str)>,
}

impl<'a> ByHand<'a> {
    fn of(lines: &[(&'a str, &'a str)]) -> Self {
        let lines = [lines, &[("\"content-digest\"", SHA_256)]].concat();
        Self { pair: ED25519, lines, params: "", beside: vec![("content-digest", SHA_256)] }
    }

    fn headers(&self) -> HeaderMap {
        let names: Vec<_> = self.lines.iter().map(|(name, _)| *name).collect();
        let params = format!("({});created={NOW}{}", names.join(" "), self.params);
        let lines = self.lines.iter().map(|(name, value)| format!("{name}: {value}\n"));
        let base = format!("{}\"@signature-params\": {params}", lines.collect::<String>());
        let (algorithm, key, private, _) = self.pair;
        let signature = STANDARD.encode(over(base.as_bytes(), private, (algorithm, key)));
        let (input, signature) = (format!("a={params}"), format!("a=:{signature}:"));
        let mut all = headers(&[("signature-input", &input), ("signature", &signature)]);
        for (name, value) in &self.beside {
            all.append(*name, value.parse().expect("a value"));
        }
        all
    }

    /// Why the message is refused that was sent to this URL, if it is.
    fn refused_at(&self, url: &str) -> Option<Refusal> {
        let (_, _, _, public) = self.pair;
        check(&scheme(self.pair), public, &self.headers(), (BODY, url), NOW).err()
    }
}

/// RFC 9421 §2.2.1 to §2.2.7.
#[test]
fn what_is_derived_from_a_request_is_what_the_rfc_says() {
    for (name, url, value) in [
        ("@method", URL, "POST"),
        ("@target-uri", URL, "https://www.example.com/path?param=value"),
        ("@authority", URL, "www.example.com"),
        ("@authority", "https://WWW.EXAMPLE.com/path", "www.example.com"),
        ("@authority", "https://www.example.com:443", "www.example.com"),
        ("@authority", "http://www.example.com:80/", "www.example.com"),
        ("@authority", "HTTP://www.example.com:443/", "www.example.com:443"),
        ("@authority", "https://www.example.com:80?a=b", "www.example.com:80"),
        ("@authority", "https://www.example.com:8443/path", "www.example.com:8443"),
        ("@scheme", URL, "https"),
        ("@scheme", "HTTP://www.example.com/", "http"),
        ("@request-target", URL, "/path?param=value"),
        ("@request-target", "https://www.example.com/path", "/path"),
        ("@path", URL, "/path"),
        ("@path", "https://www.example.com", "/"),
        (
            "@query",
            "https://www.example.com/path?param=value&foo=bar&baz=bat%2Dman",
            "?param=value&foo=bar&baz=bat%2Dman",
        ),
        ("@query", "https://www.example.com/path?queryString", "?queryString"),
        ("@query", "https://www.example.com/path", "?"),
    ] {
        let name = format!("\"{name}\"");
        let message = ByHand::of(&[(&name, value)]);
        assert_eq!(message.refused_at(url), None, "{name} of {url}");
    }
}

/// RFC 9421 §2.2.8.
#[test]
fn one_parameter_of_a_query_is_what_the_rfc_says() {
    let plain = "https://www.example.com/path?param=value&foo=bar&baz=batman&qux=";
    let odd = "https://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value&\
               bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something";
    for (url, name, value) in [
        (plain, "baz", "batman"),
        (plain, "qux", ""),
        (plain, "param", "value"),
        (odd, "var", "this%20is%20a%20big%0Amultiline%20value"),
        (odd, "bar", "with%20plus%20whitespace"),
        (odd, "fa%C3%A7ade%22%3A%20", "something"),
    ] {
        let name = format!("\"@query-param\";name=\"{name}\"");
        let message = ByHand::of(&[(&name, value)]);
        assert_eq!(message.refused_at(url), None, "{name}");
    }
    let twice = "https://www.example.com/path?a=1&a=1";
    let message = ByHand::of(&[("\"@query-param\";name=\"a\"", "1")]);
    assert_eq!(message.refused_at(twice), Some(Refusal::Mismatch), "it must not be covered");
}

/// RFC 9421 §2.1: fields that are there twice are one list.
#[test]
fn a_field_is_all_its_values_without_the_space_around_them() {
    let mut message = ByHand::of(&[("\"x-shop\"", "acme, of  Berlin")]);
    message.beside.extend([("x-shop", "acme"), ("x-shop", " of  Berlin ")]);
    assert_eq!(message.refused_at(URL), None);
}

/// Rightly signed, all of them, as far as their signer knows.
#[test]
fn what_is_not_read_here_proves_nothing() {
    for (name, value) in [
        ("\"@status\"", "200"),
        ("\"@nonsense\"", ""),
        ("\"content-digest\";sf", SHA_256),
        ("\"@method\";req", "POST"),
        ("\"@query-param\"", "value"),
        ("\"@query-param\";name=\"param\";req", "value"),
        ("\"x-absent\"", ""),
        ("\"content-digest\"", SHA_256),
    ] {
        let message = ByHand::of(&[(name, value)]);
        assert_eq!(message.refused_at(URL), Some(Refusal::Mismatch), "{name}");
    }
}

/// RFC 9421 §3.3 and §6.2.2. One that the scheme has not is somebody's choice of how it is checked.
#[test]
fn an_algorithm_that_a_signature_names_is_the_schemes() {
    let [private, public] = RSA;
    let rsa = |algorithm| (algorithm, KeyEncoding::Rsa, private, public);
    let [p256, p256_public] = P256;
    let named = [
        (rsa(Algorithm::RsaSha256), "rsa-v1_5-sha256"),
        (rsa(Algorithm::RsaPssSha512), "rsa-pss-sha512"),
        ((Algorithm::EcdsaP256Sha256, KeyEncoding::P256, p256, p256_public), "ecdsa-p256-sha256"),
        (ED25519, "ed25519"),
    ];
    for (pair, own) in named {
        for (_, name) in named {
            let params = format!(";alg=\"{name}\"");
            let message = ByHand { pair, params: &params, ..ByHand::of(&[]) };
            let expected = if own == name { None } else { Some(Refusal::Mismatch) };
            assert_eq!(message.refused_at(URL), expected, "{own} called {name}");
        }
    }
}

/// RFC 9421 §3.3.
#[test]
fn a_name_without_a_digest_of_its_own_is_no_algorithm_of_the_rfcs() {
    let secret = "an hmac key as long as it takes";
    let pair = |algorithm| (algorithm, KeyEncoding::Utf8, secret, secret);
    for (algorithm, name, is_taken) in [
        (Algorithm::HmacSha256, "hmac-sha256", true),
        (Algorithm::HmacSha512, "hmac-sha256", false),
        (Algorithm::HmacSha512, "hmac-sha512", false),
    ] {
        let params = format!(";alg=\"{name}\"");
        let message = ByHand { pair: pair(algorithm), params: &params, ..ByHand::of(&[]) };
        assert_eq!(message.refused_at(URL).is_none(), is_taken, "{algorithm:?} called {name}");
    }
}

/// RFC 9421 §2.3: `expires`.
#[test]
fn a_message_ends_when_its_sender_says() {
    for (end, expected) in
        [(NOW + 1, None), (NOW - 1, Some(Refusal::OutsideWindow { off_s: 1, tolerance_s: 0 }))]
    {
        let params = format!(";expires={end}");
        let message = ByHand { params: &params, ..ByHand::of(&[]) };
        assert_eq!(message.refused_at(URL), expected);
    }
}

#[test]
fn a_digest_by_either_algorithm_is_taken() {
    for (digest, is_right) in [
        (SHA_256.to_owned(), true),
        (SHA_512.to_owned(), true),
        (format!("{SHA_512}, {SHA_256}"), true),
        (format!("{SHA_512}, unixsum=1"), true),
        (SHA_512.replace("WZ", "XZ"), false),
        (format!("{SHA_256}, {}", SHA_512.replace("WZ", "XZ")), false),
        ("unixsum=1".to_owned(), false),
    ] {
        let given = headers(&[("content-digest", &digest)]);
        assert_eq!(webhook::digest_matches(&given, BODY), is_right, "{digest}");
    }
}

#[test]
fn a_sample_of_a_signed_header_is_of_its_kind() {
    let mut scheme = scheme(ED25519);
    if let Form::Message(rule) = &mut scheme.form {
        rule.components = vec!["content-type".to_owned(), "x-shop".to_owned()];
    }
    let (algorithm, kind, private, _) = ED25519;
    let key = webhook::Key::signing("sender", private, kind, algorithm).expect("a private key");
    let unsigned = webhook::Unsigned { body: BODY, id: "", url: URL, timestamp: NOW };
    let sent = webhook::sign(&scheme, &unsigned, &key).headers;
    let of = |wanted: &str| sent.iter().find(|(name, _)| name == wanted).map(|(_, text)| &**text);
    assert_eq!(of("content-type"), Some("application/json"));
    assert!(of("x-shop").is_some_and(|text| !text.is_empty() && text != "application/json"));
    assert_eq!(scheme.signature_headers(), ["signature", "signature-input"]);
}
