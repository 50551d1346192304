//! Which waiting events are meant. Pure.

use clap::Args;

use crate::waiting::shown::ShownWaiter;

/// Which waiting events: all that fit everything that is said.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct WaitingFilter {
    /// This event, by its id or its whole key; may be given several times
    #[arg(long, value_name = "ID")]
    pub event: Vec<String>,
    /// Those of this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Those of this tenant
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
    /// Those that wait for this API, or for what events of a source point to (`hydrate:SOURCE`)
    #[arg(long, value_name = "NAME")]
    pub api: Option<String>,
    /// Those that wait for this reason: `paused`, `down`, `rate`, `credentials`, `misconfigured`,
    /// `spend_cap`, `held`, `sequence`, `job`
    #[arg(long, value_name = "WORD")]
    pub cause: Option<String>,
}

impl WaitingFilter {
    /// Whether nothing is said: everything fits.
    pub fn is_empty(&self) -> bool {
        let said = [&self.source, &self.tenant, &self.api, &self.cause];
        self.event.is_empty() && said.iter().all(|it| it.is_none())
    }

    /// Whether a waiting event is meant.
    pub fn fits(&self, waiter: &ShownWaiter) -> bool {
        let same = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        same(&self.source, waiter.source())
            && same(&self.tenant, &waiter.tenant)
            && same(&self.api, &waiter.lane)
            && same(&self.cause, waiter.cause)
            && self.names(waiter)
    }

    fn names(&self, waiter: &ShownWaiter) -> bool {
        let is = |id: &String| *id == waiter.event || id == waiter.event_id();
        self.event.is_empty() || self.event.iter().any(is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waiting::shown::tests::waiter;

    #[test]
    fn everything_that_is_said_has_to_fit() {
        let waiter = waiter("shop#acme#e#1", "classifier");
        let filter = WaitingFilter {
            event: vec!["e#1".to_owned()],
            source: Some("shop".to_owned()),
            tenant: Some("acme".to_owned()),
            api: Some("classifier".to_owned()),
            cause: Some("held".to_owned()),
        };
        assert!(filter.fits(&waiter));
        let other = |change: fn(&mut WaitingFilter)| {
            let mut filter = filter.clone();
            change(&mut filter);
            filter
        };
        for filter in [
            other(|it| it.event = vec!["e".to_owned()]),
            other(|it| it.source = Some("sho".to_owned())),
            other(|it| it.tenant = Some("acme-2".to_owned())),
            other(|it| it.api = Some("hydrate:shop".to_owned())),
            other(|it| it.cause = Some("rate".to_owned())),
        ] {
            assert!(!filter.fits(&waiter), "{filter:?}");
        }
    }
}
