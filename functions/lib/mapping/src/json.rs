//! JSON bodies.

use serde_json::Value;
use serde_json::error::Category;

use crate::body::{Looks, looks_like};
use crate::place::Place;
use crate::surrogates;

/// Why a body is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotJson {
    Looks(Looks),
    Syntax { what: String, place: Place },
}

/// Reads a whole document.
pub(crate) fn parse(body: &[u8]) -> Result<Value, NotJson> {
    read(body, |body| serde_json::from_slice(body))
}

/// Reads a document as `parse` does, which takes what `serde_json` takes. A surrogate alone is what
/// JSON allows and `serde_json` refuses, so a body that was refused is read again without them;
/// none that is good at once pays for it.
pub(crate) fn read(
    body: &[u8],
    parse: impl Fn(&[u8]) -> serde_json::Result<Value>,
) -> Result<Value, NotJson> {
    let read = parse(body).or_else(|error| match surrogates::replaced(body) {
        Some(body) => parse(&body),
        None => Err(error),
    });
    read.map_err(|error| match looks_like(body) {
        Some(looks) => NotJson::Looks(looks),
        None => NotJson::Syntax {
            what: what(&error),
            place: Place { line: error.line(), column: error.column() },
        },
    })
}

/// What was found. The parser's words for its grammar quote nothing; its words for data may.
fn what(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Data | Category::Io => "unexpected value".to_owned(),
        Category::Syntax | Category::Eof => {
            let text = error.to_string();
            text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what).to_owned()
        }
    }
}
