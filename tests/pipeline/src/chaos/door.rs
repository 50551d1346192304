//! What the door makes of each event, one delivery after the other.

use std::time::Duration;

use jiff::Timestamp;
use oracle::Event;
use settings::Settings;

use crate::doubles::MemoryBodies;
use crate::scene::Scene;

/// A message as the queue has it.
#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    /// The place of its event, and which of its deliveries it is.
    pub id: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Its body.
    pub body: String,
}

/// What the door sent, and the bodies that were too long for the queue.
pub(crate) struct SealedBefore {
    pub messages: Vec<Sealed>,
    pub bodies: MemoryBodies,
    pub settings: Settings,
}

/// Delivers every event as often as it is sent. What no door sealed is sent as it is.
pub(crate) async fn deliver(events: &[Event]) -> SealedBefore {
    let text = include_str!("sources.toml");
    let scene = Scene::with(|settings| {
        *settings = Settings::parse(text).expect("the senders of chaos");
    })
    .await;
    let mut messages = Vec::new();
    for (place, event) in events.iter().enumerate() {
        for (number, received) in event.deliveries.iter().enumerate() {
            let now = Timestamp::from_second(*received).expect("a time");
            let body = sealed(&scene, event, now).await;
            // The door is quick, and no message is older than its event.
            let sent_at = now + Duration::from_millis(200);
            messages.push(Sealed { id: format!("{place}.{number}"), sent_at, body });
        }
    }
    SealedBefore { messages, bodies: scene.bodies.clone(), settings: scene.settings }
}

async fn sealed(scene: &Scene, event: &Event, now: Timestamp) -> String {
    if event.source.is_empty() {
        return event.body.clone();
    }
    let request = scene.request_at(event.source, &event.id, event.body.as_bytes(), now);
    let answer = scene.door.answer(request).await;
    match scene.outbox.take().as_slice() {
        [sealed] => sealed.json().to_owned(),
        others => panic!("{}: {answer:?}, {} messages", event.key(), others.len()),
    }
}
