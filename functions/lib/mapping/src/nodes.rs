//! The nodes that an item's paths are seen from.

use serde_json::Value;
use settings::{FieldAt, JsonPath, NormalizedPath, Of, PathElement};

/// An item's own node, the object around it, and the document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nodes<'v> {
    pub item: &'v Value,
    pub parent: &'v Value,
    pub event: &'v Value,
}

impl<'v> Nodes<'v> {
    /// Every node that `items` selects in `event`, each with its surroundings and its location.
    pub fn select(
        event: &'v Value,
        items: &JsonPath,
    ) -> impl Iterator<Item = (NormalizedPath<'v>, Self)> {
        let located = items.located(event).into_iter();
        located.map(move |(path, item)| {
            let parent = enclosing_object(event, &path).unwrap_or(event);
            (path, Self { item, parent, event })
        })
    }

    /// The node that a field's path is seen from.
    pub fn of(&self, field: &FieldAt) -> &'v Value {
        match field.of {
            Of::Item => self.item,
            Of::Parent => self.parent,
            Of::Event => self.event,
        }
    }
}

/// The nearest object above the node at `path`; lists are passed over.
fn enclosing_object<'v>(root: &'v Value, path: &NormalizedPath<'_>) -> Option<&'v Value> {
    let mut node = root;
    let mut nearest = None;
    for element in path.iter() {
        if node.is_object() {
            nearest = Some(node);
        }
        node = match element {
            PathElement::Name(name) => node.get(*name)?,
            PathElement::Index(index) => node.get(*index)?,
        };
    }
    nearest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_parent_is_the_nearest_object_that_encloses_the_item() {
        let body =
            json!({"products": [{"title": "Mug", "variants": [[{"sku": 1}], [{"sku": 2}]]}]});
        let path =
            serde_json_path::JsonPath::parse("$.products[*].variants[*][*]").expect("a path");
        for found in path.query_located(&body).iter() {
            let parent = enclosing_object(&body, found.location()).expect("an object");
            assert_eq!(parent["title"], "Mug");
        }
    }

    #[test]
    fn an_item_that_is_the_whole_body_has_no_object_around_it() {
        let body = json!({"sku": 1});
        let path = serde_json_path::JsonPath::parse("$").expect("a path");
        let found = path.query_located(&body);
        let only = found.first().expect("the body");
        assert_eq!(enclosing_object(&body, only.location()), None);
    }
}
