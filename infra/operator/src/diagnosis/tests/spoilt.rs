//! Bodies, URLs and signatures that something on the way, or their sender, has written otherwise.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use http::HeaderValue;
use settings::Source;
use webhook::{Algorithm, Encoding, Form, Signed, TimeFormat};

use super::vector::{Vector, vectors};
use super::{Case, Reason};

/// Every usual change, as bytes: what was signed, what came, and how that is said.
fn changes() -> Vec<(Vec<u8>, Vec<u8>, &'static str)> {
    let text = "{\"name\": \"caf\u{e9}\", \"path\": \"a/b\",\r\n\"n\": 1.0}";
    let compact = "{\"name\":\"caf\u{e9}\",\"path\":\"a/b\",\"n\":1.0}";
    let python = r#"{"name": "caf\u00e9", "path": "a/b", "n": 1.0}"#;
    let php = r#"{"name":"caf\u00e9","path":"a\/b","n":1.0}"#;
    let sorted = "{\n  \"n\": 1.0,\n  \"name\": \"caf\u{e9}\",\n  \"path\": \"a/b\"\n}\n";
    let form: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let latin: Vec<u8> = compact.chars().map(|char| u8::try_from(char).expect("Latin-1")).collect();
    let anew = "its JSON was parsed and written anew";
    vec![
        (text.into(), format!("{text}\n").into(), "white space was added at its end"),
        (format!("{text}\n").into(), text.into(), "a line break was taken off its end"),
        (text.into(), text.replace("\r\n", "\n").into(), "its line ends were made LF"),
        (text.replace("\r\n", "\n").into(), text.into(), "its line ends were made CRLF"),
        (text.into(), STANDARD.encode(text).into(), "it was encoded in base64"),
        (STANDARD.encode(text).into(), text.into(), "it was decoded from base64"),
        (text.into(), format!("payload={form}").into(), "it was put into a form"),
        (
            format!("payload={form}").into(),
            text.into(),
            "it was taken out of the field `payload` of a form",
        ),
        (form.into(), text.into(), "it was decoded from a form"),
        (text.into(), format!("\u{feff}{text}").into(), "a byte order mark was added"),
        (latin, compact.into(), "it was read as Latin-1 and written as UTF-8"),
        (compact.into(), text.into(), anew),
        (python.into(), compact.into(), anew),
        (php.into(), python.into(), anew),
        (sorted.into(), compact.into(), anew),
    ]
}

#[test]
fn a_body_that_was_changed_on_the_way_is_found_by_what_changed_it() {
    for vector in vectors().into_iter().filter(Vector::is_hmac) {
        let source = vector.source();
        for (signed, came, how) in changes() {
            let mut case = Case::of(&vector);
            case.request = vector.signed(&signed, &source, vector.secret());
            case.request.body = Bytes::from(came);
            let explanations = case.diagnosis().explanations;
            assert!(
                explanations.contains(&vec![Reason::Body { how }]),
                "{}: {how}: {explanations:?}",
                vector.name()
            );
        }
    }
}

#[test]
fn a_body_whose_digest_is_signed_is_known_to_be_another() {
    for vector in vectors() {
        let mut case = Case::of(&vector);
        case.request.body = Bytes::from(format!("{}\n", vector.body()));
        case.is_explained_by("body_changed");
        case.request.body = Bytes::from_static(b"{\"another\": true}");
        let codes = case.codes();
        let is_message = vector.kind() == "message-signatures";
        assert_eq!(codes == [["body_changed"]], is_message, "{}: {codes:?}", vector.name());
    }
}

#[test]
fn another_url_is_found() {
    let signing = vectors().into_iter().filter(|vector| vector.source().scheme.signs_url());
    let mut tried = 0;
    for vector in signing {
        tried += 1;
        let url = vector.url();
        let with_slash = url
            .split_once('?')
            .map_or_else(|| format!("{url}/"), |(path, query)| format!("{path}/?{query}"));
        for other in [with_slash, url.replace("https://", "http://")] {
            let case = Case { url: other, ..Case::of(&vector) };
            let codes = case.codes();
            // Where only the path is signed, the scheme of the URL does not matter.
            let is_right =
                codes.contains(&vec!["url"]) || case.diagnosis().verifies || codes == [["content"]];
            assert!(is_right, "{}: {codes:?}", vector.name());
        }
        let slash = Case { url: format!("{url}#"), ..Case::of(&vector) };
        assert!(!slash.diagnosis().verifies || url.contains('?'), "{}", vector.name());
    }
    assert!(tried >= 4, "{tried} vectors sign a URL");
}

/// The sender's own way, where it is not the one that the source is set to.
fn sender(vector: &Vector, change: impl Fn(&mut Source, &mut Signed)) -> Source {
    let mut source = vector.source();
    let Form::Template(signed) = &source.scheme.form else { panic!("a template") };
    let mut signed = signed.clone();
    change(&mut source, &mut signed);
    source.scheme.form = Form::Template(signed);
    source
}

/// A request of a sender that does one thing otherwise.
fn from_another(vector: &Vector, change: impl Fn(&mut Source, &mut Signed)) -> Case {
    let source = sender(vector, change);
    let mut case = Case::of(vector);
    case.request = vector.signed(b"{\"a\": 1}", &source, vector.secret());
    case
}

#[test]
fn another_encoding_prefix_or_algorithm_is_found() {
    for vector in vectors().into_iter().filter(Vector::is_hmac) {
        let encoding = |_: &mut Source, signed: &mut Signed| {
            signed.encoding = match signed.encoding {
                Encoding::Hex => Encoding::Base64,
                Encoding::Base64 => Encoding::Hex,
            };
        };
        from_another(&vector, encoding).is_explained_by("encoding");
        let prefix = |_: &mut Source, signed: &mut Signed| {
            signed.signature.prefix =
                if signed.signature.prefix == "sha256=" { "" } else { "sha256=" }.to_owned();
        };
        from_another(&vector, prefix).is_explained_by("prefix");
        let algorithm = |source: &mut Source, _: &mut Signed| {
            source.scheme.algorithm = match source.scheme.algorithm {
                Algorithm::HmacSha256 => Algorithm::HmacSha512,
                _ => Algorithm::HmacSha256,
            };
        };
        from_another(&vector, algorithm).is_explained_by("algorithm");
    }
}

#[test]
fn base64_as_urls_have_it_is_found() {
    for vector in vectors().into_iter().filter(|it| it.is_hmac() && it.is_in_one_header()) {
        let Form::Template(signed) = vector.source().scheme.form else { continue };
        if signed.encoding == Encoding::Hex {
            continue;
        }
        let mut case = from_another(&vector, |_, _| {});
        let name = signed.signature.headers.first().expect("a header");
        let value = case.request.header(name.as_str()).expect("a signature").to_owned();
        let text = value.strip_prefix(&signed.signature.prefix).expect("its prefix");
        let bytes = STANDARD.decode(text).expect("base64");
        let other = format!("{}{}", signed.signature.prefix, URL_SAFE_NO_PAD.encode(bytes));
        case.request.headers.insert(name, HeaderValue::from_str(&other).expect("a value"));
        case.is_explained_by("encoding");
    }
}

#[test]
fn a_time_in_another_format_is_found() {
    for vector in vectors().into_iter().filter(Vector::is_hmac) {
        if vector.source().scheme.window().is_none() {
            continue;
        }
        let case = from_another(&vector, |_, signed| {
            let window = &mut signed.timestamp.as_mut().expect("a time").window;
            window.format = match window.format {
                TimeFormat::Seconds | TimeFormat::Rfc3339 => TimeFormat::Milliseconds,
                TimeFormat::Milliseconds => TimeFormat::Rfc3339,
            };
        });
        let codes = case.codes();
        assert_eq!(codes, [["time_format"]], "{}", vector.name());
    }
}

#[test]
fn the_right_secret_read_in_another_way_is_found() {
    let mut tried = 0;
    for vector in vectors().into_iter().filter(Vector::is_hmac) {
        let reading = vector.source().scheme.key;
        if reading == webhook::KeyEncoding::Utf8 || reading == webhook::KeyEncoding::NfkdUtf8 {
            continue;
        }
        tried += 1;
        let case =
            from_another(&vector, |source, _| source.scheme.key = webhook::KeyEncoding::Utf8);
        case.is_explained_by("key_read_otherwise");
    }
    assert!(tried >= 4, "{tried} vectors have a secret that is no text");
}

#[test]
fn two_things_at_once_are_found_together() {
    for vector in vectors().into_iter().filter(Vector::is_hmac) {
        let mut case = from_another(&vector, |_, signed| {
            signed.encoding = match signed.encoding {
                Encoding::Hex => Encoding::Base64,
                Encoding::Base64 => Encoding::Hex,
            };
        });
        case.request.body = Bytes::from_static(b"{\"a\": 1}\n");
        let codes = case.codes();
        assert!(codes.contains(&vec!["encoding", "body_changed"]), "{}: {codes:?}", vector.name());
    }
}
