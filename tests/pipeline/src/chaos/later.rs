//! Events that come up while a run goes on: what the provider sends of its jobs, and good events at
//! the end.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::{StreamExt, stream};
use oracle::Event;
use tokio::time::sleep;

use crate::chaos::fleet::{ALL_SENT, Fleet, LIMIT};

/// How often it is looked what the provider has to send.
const LOOKS: Duration = Duration::from_secs(30);

/// How long after a good event at the end was sent the next one follows.
const NEXT: Duration = Duration::from_mins(10);

impl Fleet {
    /// Posts what the provider sends of its jobs, each callback as often as it is sent.
    pub(super) async fn call_back(&self) {
        let rounds = stream::unfold((), |()| async {
            sleep(LOOKS).await;
            (!self.is_over(LIMIT)).then(|| (self.new_callbacks(), ()))
        });
        let posts = rounds.flat_map(stream::iter).map(|(place, event)| async move {
            let deliveries = event.deliveries.iter();
            let posts = deliveries.map(|at| self.deliver(place, &event, *at));
            posts.collect::<stream::FuturesUnordered<_>>().collect::<()>().await;
            self.posted();
        });
        posts.buffer_unordered(usize::MAX).collect::<()>().await;
    }

    /// What the provider will send, and has not said yet. Each of them is waited for.
    fn new_callbacks(&self) -> Vec<(usize, Event)> {
        let events = self.provider.lock().expect("a lock").take_callbacks();
        self.posting.fetch_add(events.len(), Ordering::Relaxed);
        events.into_iter().map(|event| (self.take_in(&event), event)).collect()
    }

    /// Posts these one by one as long as anything waits when all others were sent. Who is not heard
    /// posts again, and is waited for.
    pub(super) async fn go_on_posting(&self, tail: &[Event]) {
        sleep(ALL_SENT).await;
        for event in tail {
            if self.is_over(LIMIT) {
                return;
            }
            self.posting.fetch_add(1, Ordering::Relaxed);
            self.deliver_now(self.take_in(event), event).await;
            self.posted();
            sleep(NEXT).await;
        }
    }

    /// Notes an event that came up. Its place.
    fn take_in(&self, event: &Event) -> usize {
        let mut later = self.later.lock().expect("a lock");
        let place = self.dealt + later.len();
        later.push(event.clone());
        self.world.sent.knows(event.key(), place);
        place
    }
}
