//! What counts as spent of each cap in the sources file.

use budget::{Cap, CapPeriod, Capped, DynamoSpend, Unavailable};
use jiff::Timestamp;
use serde::Serialize;
use settings::{Settings, SpendCap, TenantAt, TenantPattern};

/// A cap, and how far it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Spent {
    /// The API.
    pub api: String,
    /// Whose cap it is; nothing for that of all tenants together.
    pub tenant: Option<String>,
    /// `hour`, `day` or `month`.
    pub per: &'static str,
    /// Items that count as spent in this period.
    pub items: u32,
    /// How many there may be.
    pub cap: u32,
    /// When the period ends.
    pub until: Timestamp,
}

/// Each cap that is set, of the tenants that the file names. A tenant's cap of which nothing is
/// spent is left out.
pub(crate) async fn spent(
    table: &DynamoSpend,
    settings: &Settings,
    now: Timestamp,
) -> Result<Vec<Spent>, Unavailable> {
    let mut all = Vec::new();
    for (api, of, cap) in caps(settings) {
        let limit = Cap { items: cap.items, per: period(cap) };
        let items = table.counted(&limit.row(&api, &of, now)).await?;
        let until = limit.per.end(now);
        let (per, cap) = (cap.per.word(), cap.items.get());
        match of {
            Capped::Api => all.push(Spent { api, tenant: None, per, items, cap, until }),
            Capped::Tenant(_) if items == 0 => {}
            Capped::Tenant(tenant) => {
                all.push(Spent { api, tenant: Some(tenant), per, items, cap, until });
            }
        }
    }
    Ok(all)
}

fn caps(settings: &Settings) -> Vec<(String, Capped, SpendCap)> {
    let of_api = |(name, api): (&String, &settings::Api)| {
        let all = api.spend_cap.map(|cap| (name.clone(), Capped::Api, cap));
        let each = api.tenant_spend_cap.into_iter().flat_map(|cap| {
            let tenants = tenants(settings, name).into_iter();
            tenants
                .map(move |tenant| (name.clone(), Capped::Tenant(tenant), cap))
                .collect::<Vec<_>>()
        });
        all.into_iter().chain(each).collect::<Vec<_>>()
    };
    settings.apis.iter().flat_map(of_api).collect()
}

/// The tenants of an API that the file names one by one.
pub(crate) fn tenants(settings: &Settings, api: &str) -> Vec<String> {
    let sources = settings.sources.values().filter(|source| source.api == api);
    let mut tenants: Vec<String> = sources.flat_map(|source| named(&source.tenant)).collect();
    tenants.sort();
    tenants.dedup();
    tenants
}

fn named(tenant: &TenantAt) -> Vec<String> {
    match tenant {
        TenantAt::Fixed(tenant) => vec![tenant.to_string()],
        TenantAt::Body(_, patterns) => patterns.iter().filter_map(name).collect(),
    }
}

fn name(pattern: &TenantPattern) -> Option<String> {
    match pattern {
        TenantPattern::Name(tenant) => Some(tenant.to_string()),
        TenantPattern::Prefix(_) => None,
    }
}

fn period(cap: SpendCap) -> CapPeriod {
    match cap.per {
        settings::CapPeriod::Hour => CapPeriod::Hour,
        settings::CapPeriod::Day => CapPeriod::Day,
        settings::CapPeriod::Month => CapPeriod::Month,
    }
}

impl Spent {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 4] = ["spent on", "items", "of", "ends"];

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self, now: Timestamp) -> [String; 4] {
        let tenant = self.tenant.as_ref().map(|tenant| format!(", tenant {tenant}"));
        let percent = u64::from(self.items).saturating_mul(100) / u64::from(self.cap.max(1));
        [
            format!("{}{}", self.api, tenant.unwrap_or_default()),
            format!("{} ({percent} %)", self.items),
            format!("{} a {}", self.cap, self.per),
            crate::time::until(self.until, now),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
[api.a]
base_url = "https://api.example.com"
key = "env:KEY"
max_items = 50
spend_cap = { items = 1000, per = "day" }
tenant_spend_cap = { items = 100, per = "hour" }
[source.one]
scheme = "github"
tenant = "acme"
secrets = ["env:S"]
[source.many]
scheme = "github"
tenant = "$.tenant"
tenants = ["globex", "acme", "eu-*"]
secrets = ["env:M"]
"#;

    #[test]
    fn caps_are_those_of_the_api_and_of_each_tenant_that_the_file_names() {
        let settings = Settings::parse(FILE).expect("a good file");
        let whose: Vec<Capped> = caps(&settings).into_iter().map(|(_, of, _)| of).collect();
        let tenant = |name: &str| Capped::Tenant(name.to_owned());
        assert_eq!(whose, [Capped::Api, tenant("acme"), tenant("globex")]);
    }

    #[test]
    fn a_cap_is_shown_with_its_share_and_its_end() {
        let until = Timestamp::from_second(3600).expect("a time");
        let spent = Spent {
            api: "a".to_owned(),
            tenant: Some("acme".to_owned()),
            per: "hour",
            items: 80,
            cap: 100,
            until,
        };
        let cells = spent.cells(Timestamp::UNIX_EPOCH);
        assert_eq!(
            cells,
            ["a, tenant acme", "80 (80 %)", "100 a hour", "in 1 h 0 min"].map(str::to_owned)
        );
    }
}
