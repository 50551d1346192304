//! One secret: its versions, and which of them has which label.

use jiff::Timestamp;

/// What a version holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'c> {
    /// A `SecretString`.
    Text(&'c str),
    /// A `SecretBinary`.
    Bytes,
}

/// A secret.
#[derive(Debug)]
pub(super) struct Kept {
    versions: Vec<Version>,
    current: Option<usize>,
    previous: Option<usize>,
    /// When it was last changed.
    pub changed: Timestamp,
    /// Whether it is marked for deletion.
    pub is_deleted: bool,
}

#[derive(Debug)]
pub(super) struct Version {
    /// Nothing where it is no text.
    pub text: Option<String>,
    pub made: Timestamp,
}

impl Kept {
    /// A secret that has no version yet.
    pub fn new(at: Timestamp) -> Self {
        let (versions, current, previous) = (Vec::new(), None, None);
        Self { versions, current, previous, changed: at, is_deleted: false }
    }

    /// The version that is labelled `AWSCURRENT`.
    pub fn current(&self) -> Option<&Version> {
        self.versions.get(self.current?)
    }

    /// The version that is labelled `AWSPREVIOUS`.
    pub fn previous(&self) -> Option<&Version> {
        self.versions.get(self.previous?)
    }

    /// Adds a version that has neither label. Returns its place.
    pub fn add(&mut self, content: Content<'_>, at: Timestamp) -> usize {
        let text = match content {
            Content::Text(text) => Some(text.to_owned()),
            Content::Bytes => None,
        };
        self.versions.push(Version { text, made: at });
        self.changed = at;
        self.versions.len() - 1
    }

    /// Adds a version that is the current one at once. Returns its place.
    pub fn put(&mut self, content: Content<'_>, at: Timestamp) -> usize {
        let added = self.add(content, at);
        self.promote(added, at);
        added
    }

    /// Moves `AWSCURRENT` to a version; `AWSPREVIOUS` follows to where that was.
    pub fn promote(&mut self, to: usize, at: Timestamp) {
        self.changed = at;
        if self.current != Some(to) {
            self.previous = self.current.replace(to);
        }
    }
}
