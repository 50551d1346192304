//! Which dead letters are meant. Pure.

use clap::Args;

use crate::dlq::letter::DeadLetter;

/// Which dead letters: all that fit everything that is said.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Filter {
    /// Those of this event: its id, its whole key, or the message's id; may be given several times
    #[arg(long, value_name = "ID")]
    pub event: Vec<String>,
    /// Those of this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Those of this tenant
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
    /// Those whose reason contains this text, in upper or lower case
    #[arg(long, value_name = "TEXT")]
    pub matching: Option<String>,
}

impl Filter {
    /// Whether nothing is said: everything fits.
    pub fn is_empty(&self) -> bool {
        self.event.is_empty()
            && self.source.is_none()
            && self.tenant.is_none()
            && self.matching.is_none()
    }

    /// Whether a dead letter is meant.
    pub fn fits(&self, letter: &DeadLetter) -> bool {
        let same = |wanted: &Option<String>, is: &Option<String>| wanted.is_none() || wanted == is;
        let contains = |text: &String| letter.why.to_lowercase().contains(&text.to_lowercase());
        same(&self.source, &letter.source)
            && same(&self.tenant, &letter.tenant)
            && self.matching.as_ref().is_none_or(contains)
            && self.names(letter)
    }

    fn names(&self, letter: &DeadLetter) -> bool {
        let is = |id: &String| {
            let ids = [Some(&letter.message_id), letter.event.as_ref(), letter.event_id.as_ref()];
            ids.contains(&Some(id))
        };
        self.event.is_empty() || self.event.iter().any(is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlq::letter::tests::dead;

    fn fitting(filter: &Filter) -> Vec<String> {
        let letters =
            [dead("e1", "no items"), dead("e2", "API: 400"), dead("e3", "No items at $.a")];
        letters
            .iter()
            .filter(|letter| filter.fits(letter))
            .map(|it| it.message_id.clone())
            .collect()
    }

    #[test]
    fn a_reason_is_found_by_a_part_of_it_in_any_case() {
        let by = |text: &str| Filter { matching: Some(text.to_owned()), ..Filter::default() };
        assert_eq!(fitting(&by("NO ITEMS")), ["e1", "e3"]);
        assert_eq!(fitting(&by("429")), Vec::<String>::new());
    }

    #[test]
    fn an_event_is_named_by_its_id_its_key_or_its_message() {
        for name in ["e2", "erp#acme#e2"] {
            let filter = Filter { event: vec![name.to_owned()], ..Filter::default() };
            assert_eq!(fitting(&filter), ["e2"], "{name}");
        }
        let two = Filter { event: vec!["e1".to_owned(), "e3".to_owned()], ..Filter::default() };
        assert_eq!(fitting(&two), ["e1", "e3"]);
    }

    #[test]
    fn everything_that_is_said_has_to_fit() {
        let filter = Filter {
            source: Some("erp".to_owned()),
            tenant: Some("acme".to_owned()),
            matching: Some("items".to_owned()),
            event: vec!["e3".to_owned()],
        };
        assert_eq!(fitting(&filter), ["e3"]);
        let other = Filter { tenant: Some("globex".to_owned()), ..filter };
        assert_eq!(fitting(&other), Vec::<String>::new());
    }
}
