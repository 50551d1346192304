//! Events that were about to wait for the number before theirs, when it came: they go on.

use crate::clock::Clock;
use crate::event::{Cause, Claimed, ItemEnd, ItemState, Task};
use crate::isolate::isolate;
use crate::outside::Outside;
use crate::worker::batch::Ends;
use crate::worker::consumer::Consumer;

impl<W: Outside> Consumer<W> {
    /// Goes on with every event whose predecessor came while it was about to wait: it is read anew,
    /// and asked for. An event with several numbers of one item comes here for each of them, so
    /// that each is recorded before the next is asked.
    pub(super) async fn reopened(&self, group: &[Claimed], ends: &Ends, clock: &Clock) {
        while group.iter().any(|claimed| !claimed.unread().is_empty()) {
            if !clock.has_time_for(std::time::Duration::ZERO) {
                return late(group);
            }
            for claimed in group {
                if isolate("read", self.read_again(claimed, clock)).await.is_err() {
                    claimed.end_all(&ItemEnd::hold(Cause::Bug, "a panic in read"));
                }
            }
            self.settle_all(group, ends, clock).await;
            self.ask_all(group, None, ends, clock).await;
        }
    }

    async fn read_again(&self, claimed: &Claimed, clock: &Clock) {
        for place in claimed.unread() {
            let state = match &claimed.event.task {
                Task::Classify { api, items, .. } => {
                    let Some((item, api)) = items.get(place).zip(self.apis.get(api)) else {
                        continue;
                    };
                    let read = self.reads.item(claimed, item, api, clock).await;
                    self.state_of(claimed, item, read, clock).await
                }
                Task::Record { results, fetched, .. } => {
                    let Some(finding) = results.get(place) else { continue };
                    let end = self.records.result(claimed, finding, *fetched, clock).await;
                    ItemState::Ended(end)
                }
                Task::Hydrate { .. }
                | Task::Collect { .. }
                | Task::Nothing
                | Task::Refuse(_)
                | Task::Reused => continue,
            };
            claimed.set_item(place, state);
        }
    }
}

/// What is left comes back at once.
fn late(group: &[Claimed]) {
    let late = ItemEnd::hold(Cause::Deadline, "no time is left for the next number");
    for claimed in group.iter().filter(|claimed| !claimed.unread().is_empty()) {
        claimed.end_all(&late);
    }
}
