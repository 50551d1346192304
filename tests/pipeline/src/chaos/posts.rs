//! Senders that sign and post to the door until it has taken what they say.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderMap, HeaderValue, Method};
use ingress::{Answer, Door, Request};
use jiff::{SignedDuration, Timestamp};
use oracle::{Event, Expected, Forgery};
use settings::Source;
use tokio::time::{sleep, timeout};
use webhook::{Key, Unsigned, sign};

use crate::chaos::desk::Desk;
use crate::chaos::environment::Environment;
use crate::chaos::fleet::Fleet;
use crate::scene::{message, start};

/// An environment dies at one of its first so many remote calls.
const CALLS: usize = 300;

/// How long a sender waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a sender waits before it sends again, at least and at most, in seconds.
const AGAIN: std::ops::Range<u64> = 5..300;

/// What the sender makes of an answer.
enum Said {
    /// It has done its part.
    Taken,
    /// It sends again.
    Again,
}

impl Fleet {
    /// Posts all of these, each as often as it is sent, and again until it is taken.
    pub(super) async fn post(&self, events: &[Event]) {
        let deliveries = events
            .iter()
            .enumerate()
            .flat_map(|(place, event)| event.deliveries.iter().map(move |at| (place, event, *at)));
        let mut deliveries: Vec<_> = deliveries.collect();
        deliveries.sort_by_key(|(place, _, at)| (*at, *place));
        let posts = futures::stream::iter(deliveries)
            .map(|(place, event, at)| self.deliver(place, event, at));
        posts.buffer_unordered(usize::MAX).collect::<()>().await;
        self.posted();
    }

    /// Posts one event at this time.
    pub(super) async fn deliver(&self, place: usize, event: &Event, at: i64) {
        let at = Timestamp::from_second(at).expect("a time");
        let wait = Duration::try_from(at.duration_since(self.time.now())).unwrap_or_default();
        sleep(wait).await;
        self.deliver_now(place, event).await;
    }

    /// Posts one event until it is taken.
    pub(super) async fn deliver_now(&self, place: usize, event: &Event) {
        if event.source.is_empty() {
            return self.smuggle(place, event);
        }
        while matches!(self.post_once(place, event).await, Said::Again) {
            let seconds = self.dice.lock().expect("a lock").u64(AGAIN);
            sleep(Duration::from_secs(seconds)).await;
        }
    }

    /// What no door seals is in the queue all the same.
    fn smuggle(&self, place: usize, event: &Event) {
        let number = self.world.sent.note(place, &event.body);
        let mut message = message(&format!("{place}.s{number}"), &event.body);
        message.record.sent_at = self.time.now();
        self.world.queue.send(message);
    }

    async fn post_once(&self, place: usize, event: &Event) -> Said {
        let environment = self.environment().await;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let settings = self.releases.at(self.time.elapsed());
        let source = settings.sources.get(event.source).expect("a source");
        let request = self.request(source, event, environment.skew);
        environment.desk.at_hand(place);
        let answer = environment.life.invocation(environment.door.answer(request));
        let answer = timeout(PATIENCE, answer).await.ok().flatten();
        self.trace.note("door", &answer);
        if answer.is_some() {
            self.environments.lock().expect("a lock").push(environment);
        }
        self.free.add_permits(1);
        self.judge(event, answer)
    }

    fn judge(&self, event: &Event, answer: Option<Answer>) -> Said {
        let is_forged = matches!(event.expected, Expected::TurnedAway(_));
        match answer {
            Some(Answer::Accepted { .. } | Answer::Ping) => Said::Taken,
            None | Some(Answer::Unavailable) => Said::Again,
            Some(_) if is_forged => Said::Taken,
            Some(refused) => {
                if !self.world.vault.is_just_rotated(event.source) {
                    let what = format!("{} was answered {refused:?}", event.key());
                    self.turned_away.lock().expect("a lock").push(what);
                }
                Said::Again
            }
        }
    }

    /// An environment that is free, or a new one.
    async fn environment(&self) -> Environment {
        self.free.acquire().await.expect("never closed").forget();
        let is_upgraded = self.releases.is_upgraded(self.time.elapsed());
        let free = self.environments.lock().expect("a lock").pop();
        match free {
            Some(environment) if environment.is_upgraded == is_upgraded => environment,
            _ => self.open_door(is_upgraded),
        }
    }

    fn open_door(&self, is_upgraded: bool) -> Environment {
        let (life, world) = (self.life(CALLS), &self.world);
        let fault = world.desk_fault.clone();
        let sent = world.sent.clone();
        let desk = Desk::new(world.queue.clone(), sent, self.time, self.bug, fault);
        let links = ingress::Links {
            outbox: life.wrap(desk.clone()),
            secrets: life.wrap(world.vault.clone()),
            bodies: life.wrap(world.bodies.clone()),
        };
        let settings = self.releases.at(self.time.elapsed());
        let door = Door::new(settings.sources.clone(), links);
        Environment { door, desk, life, skew: self.skew(), is_upgraded }
    }

    /// An event as it is posted now, by a door whose clock is so far off.
    fn request(&self, source: &Source, event: &Event, skew: SignedDuration) -> Request {
        let forgery = match event.expected {
            Expected::TurnedAway(forgery) => Some(forgery),
            Expected::Done | Expected::Refused(_) | Expected::Stranger => None,
        };
        let now = whole_second(self.time.now());
        let signed_at = now.as_second() - if forgery == Some(Forgery::Stale) { 3_600 } else { 0 };
        let url = format!("https://hooks.example.com/webhook/v1/{}", event.source);
        let right = self.world.vault.signs_with(event.source);
        let secret = if forgery == Some(Forgery::OtherKey) { other(right) } else { right };
        let key = Key::new("sender", secret, source.scheme.key, None).expect("a good secret");
        let body = event.body.as_bytes();
        let unsigned = Unsigned { body, id: &event.id, url: &url, timestamp: signed_at };
        let mut headers = HeaderMap::new();
        for (name, value) in sign(&source.scheme, &unsigned, &key) {
            headers.insert(name, HeaderValue::try_from(value).expect("a header value"));
        }
        let mut body = event.body.clone();
        match forgery {
            Some(Forgery::Unsigned) => headers.clear(),
            Some(Forgery::Altered) => body.push(' '),
            Some(Forgery::OtherKey | Forgery::Stale) | None => {}
        }
        Request {
            method: Method::POST,
            source: None,
            path: format!("/webhook/v1/{}", event.source),
            query: String::new(),
            url,
            headers,
            body: Some(Bytes::from(body)),
            address: None,
            request_id: self.ids.next(),
            now: now + skew,
        }
    }
}

/// A secret that is nobody's.
fn other(right: &str) -> &'static str {
    if right.starts_with("whsec_") {
        "whsec_bm9ib2R5LW5vYm9keS1ub2JvZHktISEh"
    } else {
        "nobody-nobody-nobody-secret"
    }
}

/// The second at hand: a version is as old as its delivery, in seconds.
fn whole_second(now: Timestamp) -> Timestamp {
    let since = now.duration_since(start()).as_secs();
    start() + SignedDuration::from_secs(since)
}
