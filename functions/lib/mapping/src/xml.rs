//! XML bodies, as the tree that JSONPath reads.
//!
//! - An element is a list under its name, however often it occurs: `$.order[0].line[*].sku[0]`.
//! - One that holds text alone is that text; any other is an object of its children, its
//!   attributes under `@name`, and its text under `#text`.
//! - Names keep their prefixes. Comments and processing instructions are left out. A document
//!   type definition is refused: nothing is expanded that the body does not say itself.

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

/// As deep as a JSON body may be.
const MAX_DEPTH: usize = 128;

/// Not XML that is read here; where, in bytes from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotXml(pub u64);

/// An element whose end is still to come.
struct Open {
    name: String,
    members: Map<String, Value>,
    text: String,
}

/// Reads a whole document.
pub(crate) fn parse(text: &str) -> Result<Value, NotXml> {
    let mut reader = Reader::from_str(text);
    let mut tree = Tree { open: vec![Open::new(String::new())] };
    loop {
        let event = reader.read_event().map_err(|_| NotXml(reader.error_position()))?;
        if matches!(event, Event::Eof) {
            return tree.finish().ok_or(NotXml(reader.buffer_position()));
        }
        tree.take(event).ok_or(NotXml(reader.buffer_position()))?;
    }
}

/// The elements that are open, the document itself first.
struct Tree {
    open: Vec<Open>,
}

impl Tree {
    /// Nothing where the event has no place in a body.
    fn take(&mut self, event: Event<'_>) -> Option<()> {
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
            Event::DocType(_) => None,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Some(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Option<()> {
        let mut element = Open::new(start.name().as_ref().to_owned());
        for attribute in start.attributes() {
            let attribute = attribute.ok()?;
            let value = unescape(&attribute.value).ok()?.into_owned();
            element.members.insert(format!("@{}", attribute.key.as_ref()), value.into());
        }
        self.open.push(element);
        (self.open.len() <= MAX_DEPTH).then_some(())
    }

    fn end(&mut self) -> Option<()> {
        let element = self.open.pop()?;
        let parent = self.open.last_mut()?;
        let name = element.name.clone();
        let list = parent.members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        list.as_array_mut()?.push(element.value());
        Some(())
    }

    fn text(&mut self, text: &str) -> Option<()> {
        self.open.last_mut()?.text.push_str(text);
        Some(())
    }

    /// The document: one root element and nothing beside it.
    fn finish(mut self) -> Option<Value> {
        let document = self.open.pop()?;
        let roots: usize =
            document.members.values().filter_map(Value::as_array).map(Vec::len).sum();
        let whole = self.open.is_empty() && roots == 1 && document.text.trim().is_empty();
        whole.then_some(Value::Object(document.members))
    }
}

impl Open {
    fn new(name: String) -> Self {
        Self { name, members: Map::new(), text: String::new() }
    }

    fn value(mut self) -> Value {
        let text = self.text.trim();
        if self.members.is_empty() {
            return text.into();
        }
        if !text.is_empty() {
            self.members.insert("#text".to_owned(), text.into());
        }
        Value::Object(self.members)
    }
}

/// `&#233;` and the five entities of XML itself.
fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref().ok()? {
        Some(char) => Some(char.to_string()),
        None => resolve_xml_entity(reference).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn elements_are_lists_attributes_and_text() {
        let text = r#"<?xml version="1.0"?><order id="7"><!-- x --><line>a &amp; b</line>
            <line n="2"><sku>K&#233;</sku> more </line><none/></order>"#;
        let expected = json!({"order": [{
            "@id": "7",
            "line": ["a & b", {"@n": "2", "sku": ["Ké"], "#text": "more"}],
            "none": [""],
        }]});
        assert_eq!(parse(text), Ok(expected));
    }

    #[test]
    fn what_could_expand_or_is_not_whole_is_refused() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY x "xxxx">]><a>&x;</a>"#;
        let deep = "<a>".repeat(200);
        for text in [bomb, "<a>&x;</a>", "<a>", "<a></b>", "<a/><b/>", "<a/>text", "", &deep] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
