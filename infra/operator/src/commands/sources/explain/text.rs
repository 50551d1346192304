//! What would come of a delivery, for people.

use super::event::Event;
use super::explained::{By, Explained, Refusal};
use super::items::{NotRead, ReadItem, ReadItems};
use super::results::{ReadResult, ReadResults};
use super::work::Work;
use crate::output::Report;
use crate::table::{or_dash, table};

impl Report for Explained {
    fn text(&self) -> String {
        let mut blocks = Vec::new();
        blocks.extend(self.event.as_ref().map(|event| self.header(event)));
        blocks.extend(self.work.as_ref().map(|work| self.work_text(work)));
        let refusals: Vec<_> = self.refusals.iter().map(Refusal::text).collect();
        if !refusals.is_empty() {
            blocks.push(refusals.join("\n"));
        }
        blocks.join("\n\n")
    }
}

impl Explained {
    fn header(&self, event: &Event) -> String {
        let on = self.known_on.as_deref().unwrap_or("no stack is named or up");
        let id = event.id.as_deref().unwrap_or("not given: --id, or --header");
        let rows = [
            ("source", self.source.as_str(), ""),
            ("mapping", &self.revision, "derived from the file"),
            ("event id", id, &event.id_from),
            ("type", &event.kind, &event.type_from),
            ("meaning", event.meaning.unwrap_or("not listed"), "types"),
            ("tenant", &event.tenant, &event.tenant_from),
            ("ledger key", event.ledger_key.as_deref().unwrap_or("-"), ""),
            ("in the ledger", event.standing.as_deref().unwrap_or("-"), on),
        ];
        let labels = event.labels.iter();
        let labels =
            labels.map(|label| (label.name.as_str(), label.value.as_str(), "unsigned: a label"));
        let row = |(what, value, by): (&str, &str, &str)| [what, value, by].map(str::to_owned);
        table(["what", "value", "found by"], rows.into_iter().chain(labels).map(row))
    }

    fn work_text(&self, work: &Work) -> String {
        match work {
            Work::Classify(items) => self.items(items),
            Work::Hydrate { get, fetched } => {
                let fetched = fetched.as_ref().map(|items| self.items(items));
                format!("would fetch: GET {get}\n\n{}", fetched.unwrap_or_else(not_fetched))
            }
            Work::Record(results) => results.text(),
            Work::Collect { get, fetched } => {
                let fetched = fetched.as_ref().map(ReadResults::text);
                format!("would fetch: GET {get}\n\n{}", fetched.unwrap_or_else(not_fetched))
            }
            Work::AnswerHandshake => {
                "a handshake: its challenge is sent back, and there is no event".to_owned()
            }
            Work::Nothing => "nothing is to be done".to_owned(),
        }
    }

    fn items(&self, items: &ReadItems) -> String {
        let by = &items.read_by;
        let description = by.description.join("; ");
        let paths = [
            ("items", by.items.as_str()),
            ("id", &by.id),
            ("description", &description),
            ("country of origin", &by.country_of_origin),
            ("version", &by.version),
        ];
        let mut blocks = vec![
            table(["read", "by"], paths.map(|(what, path)| [what.to_owned(), path.to_owned()])),
            format!("would be asked of {} ({}), unless known:\n{}", self.api, self.api_address, {
                let header = ["at", "id", "description", "origin", "version", "lineage", "mark"];
                table(header, items.items.iter().map(ReadItem::row))
            }),
        ];
        if items.repeated > 0 {
            blocks.push(format!("{} more say the same of one of these", items.repeated));
        }
        blocks.extend(known(items));
        blocks.extend(unreadable(&items.unreadable));
        blocks.join("\n\n")
    }
}

/// What a stack knows of the items; nothing where none was asked.
fn known(items: &ReadItems) -> Option<String> {
    let known: Vec<_> =
        items.items.iter().filter_map(|item| Some((item, item.known.as_ref()?))).collect();
    if known.is_empty() {
        return None;
    }
    let rows = known.into_iter().flat_map(|(item, known)| {
        let would_be = known.would_be.word().to_owned();
        let none = || vec![[item.id.clone(), would_be.clone(), "none".to_owned(), or_dash(None)]];
        let states = known.states.iter().map(|state| {
            let code = or_dash(state.hts_code.as_deref());
            let place = format!("{} {}", state.lineage, state.version);
            [item.id.clone(), would_be.clone(), place, code]
        });
        let states: Vec<_> = states.collect();
        if states.is_empty() { none() } else { states }
    });
    let header = ["item", "would be", "recorded states", "hts code"];
    Some(format!("what is known already:\n{}", table(header, rows)))
}

impl ReadItem {
    fn row(&self) -> [String; 7] {
        [
            self.at.clone(),
            self.id.clone(),
            self.description.clone(),
            or_dash(self.country_of_origin.as_deref()),
            version(self.version_kind, self.version.as_deref()),
            self.lineage.clone(),
            self.mark.clone(),
        ]
    }
}

impl ReadResults {
    fn text(&self) -> String {
        let row = |result: &ReadResult| {
            let version = version(result.version_kind, result.version.as_deref());
            [result.at.clone(), version, one_line(&result.text)]
        };
        let lineage = self.lineage.as_deref().unwrap_or("any lineage");
        let mut blocks = vec![format!(
            "would be recorded for {lineage}; results by {}, version: {}\n{}",
            self.read_by.items,
            self.read_by.version,
            table(["at", "version", "result"], self.results.iter().map(row)),
        )];
        blocks.extend(unreadable(&self.unreadable));
        blocks.join("\n\n")
    }
}

fn version(kind: &str, version: Option<&str>) -> String {
    version.map_or_else(|| kind.to_owned(), |version| format!("{kind} {version}"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unreadable(nodes: &[NotRead]) -> Option<String> {
    let row = |node: &NotRead| [node.place.to_string(), node.at.clone(), node.why.clone()];
    let rows = || table(["number", "at", "why"], nodes.iter().map(row));
    (!nodes.is_empty()).then(|| format!("cannot be read:\n{}", rows()))
}

fn not_fetched() -> String {
    "--fetched FILE shows what would come of it, once it is saved to a file".to_owned()
}

impl Refusal {
    fn text(&self) -> String {
        match self.by {
            By::Door => format!("would be refused at the door: {}", self.why),
            By::Consumer => format!("would go to the dead-letter queue: {}", self.why),
        }
    }
}
