//! Where in a body the event is.

use crate::section::Section;

/// Where in a body the event is, once it was verified and unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// It is the body.
    Whole,
    /// In this field of a form (`application/x-www-form-urlencoded`).
    FormField(String),
}

impl Content {
    /// Reads `body = { form = "FIELD" }`.
    pub(crate) fn read(source: &mut Section<'_>) -> Option<Self> {
        let Some(mut section) = source.section("body") else { return Some(Self::Whole) };
        let field = section.required("form").and_then(|found| found.text());
        section.finish();
        field.map(|field| Self::FormField(field.to_owned()))
    }
}
