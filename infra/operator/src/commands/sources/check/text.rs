//! A good file, for people.

use settings::Defaulted;

use super::listed::{ListedApi, ListedCap, ListedSource};
use super::{Checked, Remark};
use crate::output::Report;
use crate::table::{or_dash, table};

impl Report for Checked {
    fn text(&self) -> String {
        let mut blocks = vec![
            sources(&self.sources),
            apis(&self.apis),
            feeds(&self.sources),
            format!("by default:\n{}", defaults(self)),
        ];
        if !self.notes.is_empty() {
            let lines: Vec<_> = self.notes.iter().map(Remark::text).collect();
            blocks.push(format!("worth a look:\n{}", lines.join("\n")));
        }
        blocks.retain(|block| !block.is_empty());
        blocks.join("\n\n")
    }
}

impl Remark {
    fn text(&self) -> String {
        format!("line {}: {}: {}", self.line, self.at, self.what)
    }
}

fn sources(sources: &[ListedSource]) -> String {
    let row = |source: &ListedSource| {
        let references = source.secrets.iter().map(|secret| secret.reference.as_str());
        [
            source.name.clone(),
            source.path.clone(),
            source.scheme.clone(),
            tenant(source),
            or_dash(source.lineage.as_deref()),
            references.collect::<Vec<_>>().join(", "),
            source.api.clone(),
            source.revision.clone(),
        ]
    };
    let header = ["source", "path", "scheme", "tenant", "lineage", "secrets", "api", "revision"];
    table(header, sources.iter().map(row))
}

fn tenant(source: &ListedSource) -> String {
    match &source.tenants {
        Some(tenants) => format!("{}: {}", source.tenant, tenants.join(", ")),
        None => source.tenant.clone(),
    }
}

fn apis(apis: &[ListedApi]) -> String {
    let row = |api: &ListedApi| {
        let reuse = match (api.reuse, api.reuse_days) {
            ("off", _) | (_, 0) => "off".to_owned(),
            (whose, days) => format!("{whose}, {days} days"),
        };
        [api.name.clone(), api.base_url.clone(), api.key.clone(), reuse, caps(api)]
    };
    table(["api", "address", "key", "reuse", "spend cap"], apis.iter().map(row))
}

/// Nothing where no source has one.
fn feeds(sources: &[ListedSource]) -> String {
    let row = |source: &ListedSource| {
        let feed = source.feed.as_ref()?;
        let (url, key, cursor) = (feed.url.clone(), feed.key.clone(), feed.cursor.to_owned());
        Some([source.name.clone(), url, key, cursor])
    };
    let rows: Vec<_> = sources.iter().filter_map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    table(["feed of", "address", "key", "cursor"], rows)
}

fn caps(api: &ListedApi) -> String {
    let cap = |cap: &ListedCap| format!("{} items per {}", cap.items, cap.per);
    let all = api.spend_cap.as_ref().map(cap);
    let each = api.tenant_spend_cap.as_ref().map(|each| format!("each tenant {}", cap(each)));
    or_dash(all.into_iter().chain(each).reduce(|all, each| format!("{all}, {each}")).as_deref())
}

/// What holds where the file says nothing, and for whom: most of it holds for many.
fn defaults(checked: &Checked) -> String {
    let sources: Vec<_> =
        checked.sources.iter().map(|it| (it.name.as_str(), it.defaults.as_slice())).collect();
    let apis: Vec<_> =
        checked.apis.iter().map(|it| (it.name.as_str(), it.defaults.as_slice())).collect();
    let rows = grouped(&sources).into_iter().chain(
        grouped(&apis).into_iter().map(|[key, value, whose]| [format!("api: {key}"), value, whose]),
    );
    table(["key", "value", "for"], rows)
}

/// One row a key and value, the keys in the order in which they come first.
fn grouped(of: &[(&str, &[Defaulted])]) -> Vec<[String; 3]> {
    let mut keys: Vec<&str> = Vec::new();
    let mut rows: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for (name, default) in of.iter().flat_map(|(name, them)| them.iter().map(move |it| (name, it)))
    {
        let Defaulted { key, value } = default;
        if !keys.contains(key) {
            keys.push(key);
        }
        match rows.iter_mut().find(|(known, said, _)| known == key && said == value) {
            Some((.., names)) => names.push(name),
            None => rows.push((key, value, vec![name])),
        }
    }
    rows.sort_by_key(|(key, ..)| keys.iter().position(|known| known == key));
    let whose = |names: &[&str]| {
        if names.len() == of.len() { "all".to_owned() } else { names.join(", ") }
    };
    let row = |(key, value, names): (&str, &str, Vec<&str>)| {
        [key.to_owned(), value.to_owned(), whose(&names)]
    };
    rows.into_iter().map(row).collect()
}
