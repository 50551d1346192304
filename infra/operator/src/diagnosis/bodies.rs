//! The body as it may have been when it was signed.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

use super::attempt::Patch;
use super::json::{self, Layout};
use super::reason::Reason;
use super::suspect::Suspect;

/// What something on the way does to a body.
type Change = (&'static str, Vec<u8>);

/// The body before each of the usual changes. None of them twice.
pub(super) fn suspects(body: &Bytes) -> Vec<Suspect> {
    let mut seen = vec![body.clone()];
    let mut suspects = Vec::new();
    let all = bytes(body).into_iter().chain(text(body)).chain(json(body));
    for (how, changed) in all {
        let changed = Bytes::from(changed);
        if !seen.contains(&changed) {
            let patch = Patch::Body(changed.clone());
            suspects.push(Suspect { reason: Reason::Body { how }, patch });
            seen.push(changed);
        }
    }
    suspects
}

/// The longest body whose JSON is written anew, in bytes: a hundred writings of it are kept.
const MOST_JSON: usize = 1024 * 1024;

fn bytes(body: &[u8]) -> Vec<Change> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let end = |ending: &[u8]| [body, ending].concat();
    let mut changes: Vec<Change> = vec![
        ("a line break was taken off its end", end(b"\n")),
        ("a line break (CRLF) was taken off its end", end(b"\r\n")),
        ("white space was added at its end", body.trim_ascii_end().to_vec()),
        ("white space was added around it", body.trim_ascii().to_vec()),
        ("a byte order mark was taken off", [MARK, body].concat()),
        ("it was decoded from base64", STANDARD.encode(body).into_bytes()),
    ];
    let unmarked = body.strip_prefix(MARK);
    changes.extend(unmarked.map(|body| ("a byte order mark was added", body.to_vec())));
    let decoded = STANDARD.decode(body.trim_ascii()).ok();
    changes.extend(decoded.map(|body| ("it was encoded in base64", body)));
    changes
}

fn text(body: &[u8]) -> Vec<Change> {
    let Ok(text) = str::from_utf8(body) else {
        // Each byte was a character of its own once.
        let text: String = body.iter().copied().map(char::from).collect();
        return vec![("it was written as Latin-1", text.into_bytes())];
    };
    let unix = text.replace("\r\n", "\n");
    let mut changes: Vec<Change> = vec![
        ("its line ends were made CRLF", unix.clone().into_bytes()),
        ("its line ends were made LF", unix.replace('\n', "\r\n").into_bytes()),
    ];
    let latin: Option<Vec<u8>> = text.chars().map(|char| u8::try_from(char).ok()).collect();
    changes.extend(latin.map(|body| ("it was read as Latin-1 and written as UTF-8", body)));
    changes.extend(form(text));
    changes
}

/// A form's field in place of the form, and the other way round.
fn form(text: &str) -> Vec<Change> {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut changes: Vec<Change> = vec![
        ("it was decoded from a form", encoded.clone().into_bytes()),
        ("it was taken out of the field `payload` of a form", format!("payload={encoded}").into()),
    ];
    // What reads it as a form makes one long name of a text that is none.
    let is_form = text.contains('=') && !text.trim_start().starts_with(['{', '[', '<']);
    if is_form {
        let fields = form_urlencoded::parse(text.as_bytes());
        let longest = fields.map(|(_, value)| value.into_owned()).max_by_key(String::len);
        changes.extend(longest.map(|value| ("it was put into a form", value.into_bytes())));
    }
    if text.contains('%') {
        let decoded = form_urlencoded::parse(format!("v={}", text.replace('&', "%26")).as_bytes())
            .next()
            .map(|(_, value)| value.into_owned());
        changes.extend(decoded.map(|value| ("it was encoded for a form", value.into_bytes())));
    }
    changes
}

/// The same JSON as other programs write it.
fn json(body: &[u8]) -> Vec<Change> {
    let text = str::from_utf8(body).ok().filter(|text| text.len() <= MOST_JSON);
    let Some(text) = text.filter(|text| json::is_json(text)) else {
        return Vec::new();
    };
    let sorted = json::sorted(text);
    let texts = [Some(text.to_owned()), sorted];
    let mut changes = Vec::new();
    for text in texts.into_iter().flatten() {
        for layout in Layout::ALL {
            let laid_out = json::laid_out(&text, layout);
            for written in json::writings(&laid_out) {
                changes
                    .push(("its JSON was parsed and written anew", written.clone().into_bytes()));
                let with_end = format!("{written}\n").into_bytes();
                changes.push(("its JSON was parsed and written anew", with_end));
            }
        }
    }
    changes
}
