//! What an API leaves out.

use super::unsaid::{Unsaid, or_nothing};
use crate::api::{Api, Reuse};

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

pub(super) fn add(api: &Api, unsaid: &mut Unsaid<'_>) {
    unsaid.add("key_header", &api.key_header);
    unsaid.add("key_prefix", &or_nothing(&api.key_prefix));
    unsaid.add("batch_timeout_s", &api.batch_timeout.as_secs());
    unsaid.add("single_timeout_s", &api.single_timeout.as_secs());
    unsaid.add("max_items", &api.max_items);
    unsaid.add("lookup", &"none: calls are not asked about");
    unsaid.add("jobs", &"none: every event is asked for call by call");
    if let Some(jobs) = &api.jobs {
        unsaid.add("jobs.poll", &jobs.poll);
        unsaid.add("jobs.callbacks_s", &jobs.callbacks_within.as_secs());
    }
    unsaid.add("rate", &"no limit");
    if let Some(rate) = &api.rate {
        unsaid.add("rate.burst", &rate.burst);
    }
    unsaid.add("spend_cap", &"no cap");
    unsaid.add("tenant_spend_cap", &"no cap");
    unsaid.add("reuse", &reuse(api.reuse));
    if api.reuse != Reuse::Off {
        unsaid.add("reuse_days", &(api.reuse_for.as_secs() / SECONDS_A_DAY));
    }
    unsaid.add("retryable", &"no further codes");
}

fn reuse(reuse: Reuse) -> &'static str {
    match reuse {
        Reuse::Item => "item",
        Reuse::Tenant => "tenant",
        Reuse::Off => "off",
    }
}
