//! What is wrong with a body of XML.

use quick_xml::errors::IllFormedError;
use thiserror::Error;

use crate::place::Place;

/// Why a body that starts as XML cannot be read. It never quotes the body.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum XmlProblem {
    /// The declaration names what no decoder is known for.
    #[error("its encoding is not known here (UTF-8, UTF-16, ISO-8859 and windows-125x are)")]
    UnknownEncoding,
    /// Bytes that its encoding does not have.
    #[error("there are bytes that its encoding (UTF-8, unless it declares another) does not have")]
    NotOfEncoding,
    /// A document type with declarations of its own. One that only names where they are is skipped.
    #[error("the document type holds declarations (`[...]`), which are not read: leave them out")]
    InternalSubset,
    /// Anything but `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;`.
    #[error("an entity that is none of XML's five: write the character, or its number (&#233;)")]
    Entity,
    /// A reference that is no reference.
    #[error("an `&` that begins no reference: write &amp;")]
    Reference,
    /// Too deep to be meant.
    #[error("elements are nested deeper than 128 levels")]
    TooDeep,
    /// An end tag of an element that is not open.
    #[error("an end tag does not belong to the element that is open")]
    EndTag,
    /// An attribute without a value, or twice.
    #[error("an attribute has no value in quotes, or is there twice")]
    Attribute,
    /// It ends too early.
    #[error("it ends before its elements do")]
    CutOff,
    /// More than one root element, or text outside of it.
    #[error("there is something beside the root element")]
    BesideRoot,
    /// Anything else.
    #[error("a tag, comment or declaration is not closed, or not written as XML has it")]
    Syntax,
}

/// What is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotXml {
    pub problem: XmlProblem,
    pub place: Place,
}

impl NotXml {
    /// Something wrong with the body as a whole.
    pub fn at_start(problem: XmlProblem) -> Self {
        Self { problem, place: Place { line: 1, column: 1 } }
    }
}

impl From<quick_xml::Error> for XmlProblem {
    fn from(error: quick_xml::Error) -> Self {
        use quick_xml::Error as E;
        match error {
            E::IllFormed(
                IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_),
            ) => Self::EndTag,
            E::IllFormed(IllFormedError::MissingEndTag(_)) => Self::CutOff,
            E::IllFormed(IllFormedError::UnclosedReference) | E::Escape(_) => Self::Reference,
            E::InvalidAttr(_) => Self::Attribute,
            E::Encoding(_) => Self::NotOfEncoding,
            E::IllFormed(
                IllFormedError::MissingDeclVersion(_)
                | IllFormedError::UnknownVersion
                | IllFormedError::MissingDoctypeName
                | IllFormedError::DoubleHyphenInComment,
            )
            | E::Syntax(_)
            | E::Io(_)
            | E::Namespace(_) => Self::Syntax,
        }
    }
}
