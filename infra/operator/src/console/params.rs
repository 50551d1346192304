//! What a page is asked for: names and values, from a query or a form. Pure.

/// Names and values in their order; what is empty counts as not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads a query, or the body of a form.
    pub fn read(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes());
        let said = pairs.map(|(name, value)| (name.into_owned(), value.trim().to_owned()));
        Self(said.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The first value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(is, _)| is == name).map(|(_, value)| value.as_str())
    }

    /// The same, owned.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// All values of this name.
    pub fn all(&self, name: &str) -> Vec<String> {
        let of_name = self.0.iter().filter(|(is, _)| is == name);
        of_name.map(|(_, value)| value.clone()).collect()
    }

    /// Everything that was said.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A path of ours with a query.
pub(super) fn link(path: &str, said: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_empty_is_not_said() {
        let params = Params::read("source=erp&tenant=+&event=a%23b&event=c&matching=");
        assert_eq!((params.get("source"), params.get("tenant")), (Some("erp"), None));
        assert_eq!(params.all("event"), ["a#b", "c"]);
        assert_eq!(params.get("matching"), None);
    }

    #[test]
    fn a_link_brings_back_what_it_was_made_of() {
        let path = link("/event", &[("id", "erp#acme#ä & b=?")]);
        let (path, query) = path.split_once('?').expect("a query");
        assert_eq!((path, Params::read(query).get("id")), ("/event", Some("erp#acme#ä & b=?")));
        assert_eq!(link("/", &[]), "/");
    }
}
