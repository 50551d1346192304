//! XML bodies, as the tree that JSONPath reads.
//!
//! - An element is a list under its name, however often it occurs: `$.order[0].line[*].sku[0]`.
//! - One that holds text alone is that text; any other is an object of its children, its
//!   attributes under `@name`, and its text under `#text`. Such an object reads as its text.
//! - The name of an element is its local name; one whose name with the prefix is asked for stands
//!   under that alone, so that no element stands in the tree twice. Attributes are named as written.
//! - Comments, processing instructions and a document type are left out. Nothing is expanded but
//!   XML's own five entities and character references.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::escape::{EscapeError, resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;
use serde_json::{Map, Value};

use crate::place::Place;
use crate::text::OWN_TEXT;

mod problem;

pub(crate) use problem::NotXml;
pub use problem::XmlProblem;

/// As deep as a JSON body may be.
const MAX_DEPTH: usize = 128;

/// A whole document.
#[derive(Debug, PartialEq)]
pub(crate) struct Xml {
    pub root: Value,
    /// Whether any element's name has a prefix.
    pub has_prefixes: bool,
}

/// Reads a whole document. Elements of these names, each with its prefix, keep them.
pub(crate) fn parse(text: &str, prefixed: &BTreeSet<&str>) -> Result<Xml, NotXml> {
    let mut reader = Reader::from_str(text);
    let mut tree = Tree { open: vec![Open::default()], prefixed, has_prefixes: false };
    loop {
        let at = |offset: u64| Place::of(text, usize::try_from(offset).unwrap_or(usize::MAX));
        let event = reader.read_event().map_err(|error| NotXml {
            problem: XmlProblem::from(error),
            place: at(reader.error_position()),
        })?;
        let is_end = matches!(event, Event::Eof);
        let taken = if is_end { tree.check_whole() } else { tree.take(event) };
        taken.map_err(|problem| NotXml { problem, place: at(reader.buffer_position()) })?;
        if is_end {
            return Ok(tree.finish());
        }
    }
}

/// An element whose end is still to come.
#[derive(Default)]
struct Open {
    name: String,
    members: Map<String, Value>,
    has_children: bool,
    text: String,
}

/// The elements that are open, the document itself first.
struct Tree<'p> {
    open: Vec<Open>,
    prefixed: &'p BTreeSet<&'p str>,
    has_prefixes: bool,
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), XmlProblem> {
        match event {
            Event::Start(start) => self.start(&start),
            Event::Empty(start) => {
                self.start(&start)?;
                self.end()
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.text(&resolve(&reference)?),
            Event::DocType(declaration) if has_subset(&declaration) => {
                Err(XmlProblem::InternalSubset)
            }
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {
                Ok(())
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), XmlProblem> {
        let mut element = Open { name: self.name(start.name()), ..Open::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| XmlProblem::Attribute)?;
            let value = unescape(&attribute.value).map_err(|error| escape(&error))?.into_owned();
            element.members.insert(format!("@{}", attribute.key.as_ref()), value.into());
        }
        self.open.push(element);
        if self.open.len() <= MAX_DEPTH { Ok(()) } else { Err(XmlProblem::TooDeep) }
    }

    fn name(&mut self, name: QName<'_>) -> String {
        self.has_prefixes |= name.prefix().is_some();
        let is_asked_for = self.prefixed.contains(name.as_ref());
        let local = name.local_name();
        if is_asked_for { name.as_ref().to_owned() } else { local.as_ref().to_owned() }
    }

    fn end(&mut self) -> Result<(), XmlProblem> {
        let element = self.open.pop().ok_or(XmlProblem::EndTag)?;
        let parent = self.open.last_mut().ok_or(XmlProblem::EndTag)?;
        let name = element.name.clone();
        let list = parent.members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        // Attributes stand under `@`, with which no element's name begins.
        if let Some(list) = list.as_array_mut() {
            list.push(element.value());
        }
        parent.has_children = true;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlProblem> {
        let element = self.open.last_mut().ok_or(XmlProblem::EndTag)?;
        element.text.push_str(text);
        Ok(())
    }

    /// One root element and nothing beside it.
    fn check_whole(&self) -> Result<(), XmlProblem> {
        let [document] = self.open.as_slice() else { return Err(XmlProblem::CutOff) };
        let roots = document.members.values().filter_map(Value::as_array).map(Vec::len).sum();
        match (roots, document.text.trim()) {
            (1_usize, "") => Ok(()),
            (0, "") => Err(XmlProblem::CutOff),
            _ => Err(XmlProblem::BesideRoot),
        }
    }

    fn finish(self) -> Xml {
        let members = self.open.into_iter().next().map(|document| document.members);
        let root = Value::Object(members.unwrap_or_default());
        Xml { root, has_prefixes: self.has_prefixes }
    }
}

impl Open {
    /// An element with attributes alone has a text too, the empty one.
    fn value(mut self) -> Value {
        let text = self.text.trim();
        if self.members.is_empty() {
            return text.into();
        }
        if !text.is_empty() || !self.has_children {
            self.members.insert(OWN_TEXT.to_owned(), text.into());
        }
        Value::Object(self.members)
    }
}

/// Whether a document type holds declarations of its own, rather than only naming where they are.
fn has_subset(declaration: &str) -> bool {
    let mut quote = None;
    declaration.chars().any(|char| {
        match quote {
            Some(open) if char == open => quote = None,
            Some(_) => {}
            None if matches!(char, '"' | '\'') => quote = Some(char),
            None => return char == '[',
        }
        false
    })
}

/// `&#233;` and the five entities of XML itself.
fn resolve(reference: &BytesRef<'_>) -> Result<String, XmlProblem> {
    match reference.resolve_char_ref() {
        Ok(Some(char)) => Ok(char.to_string()),
        Ok(None) => resolve_xml_entity(reference).map(str::to_owned).ok_or(XmlProblem::Entity),
        Err(_) => Err(XmlProblem::Reference),
    }
}

fn escape(error: &EscapeError) -> XmlProblem {
    match error {
        EscapeError::UnrecognizedEntity(..) => XmlProblem::Entity,
        _ => XmlProblem::Reference,
    }
}

#[cfg(test)]
mod tests;
