//! A world in which everything goes as it should: one event after the other, each answered at
//! once. What the judge says no to is made from it by changing one thing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oracle::{
    Ask, Called, Content, Deal, End, Event, Evidence, Expected, Invocation, Line, Message,
    Numbering, Place, Share, State, Tells, Told, Whole, deal,
};
use serde_json::{Value, json};

/// 2026-03-01T12:00:00Z.
pub const START: i64 = 1_772_366_400;

/// The evidence of an ideal run.
pub fn ideal(seed: u64, count: usize) -> Evidence {
    let Deal { events, store, .. } = deal(seed, count, START, Share::Chaos);
    let mut world = World {
        evidence: Evidence {
            events: events.clone(),
            store,
            messages: vec![],
            answers: vec![],
            ledger: vec![],
            asks: vec![],
            calls: vec![],
            limits: vec![],
            breaches: vec![],
            invocations: BTreeMap::new(),
            whole: Whole::default(),
        },
        rows: BTreeMap::new(),
        reused: BTreeMap::new(),
    };
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|place| events[*place].deliveries[0]);
    for place in order {
        world.event(place, &events[place]);
    }
    world.evidence.answers = world.rows.into_values().flatten().collect();
    world.evidence
}

struct World {
    evidence: Evidence,
    /// Rows by line and place.
    rows: BTreeMap<(Line, i64), Vec<Value>>,
    reused: BTreeMap<String, usize>,
}

impl World {
    fn event(&mut self, place: usize, event: &Event) {
        let now = event.deliveries[0];
        let number = place as u64;
        let invocation =
            Invocation { began: now * 1_000, died: false, outlived: false, events: vec![place] };
        self.evidence.invocations.insert(number, invocation);
        let first = *self.reused.entry(event.key()).or_insert(place);
        let is_reused = first != place && event.expected != Expected::Stranger;
        let (phase, key, reason) = match event.expected {
            _ if is_reused => {
                ("refused", format!("reused:{}#{place}", event.key()), Some("another content"))
            }
            Expected::Done => ("done", event.key(), None),
            Expected::Refused(word) => (
                "refused",
                event.key(),
                Some(word).filter(|w| !w.is_empty()).or(Some("the API refuses it")),
            ),
            Expected::Stranger => ("refused", format!("unreadable:{place}"), Some("no envelope")),
            Expected::TurnedAway(_) => return,
        };
        let message = format!("{place}.0");
        let row = json!({"event": key, "phase": phase, "message": message, "reason": reason});
        self.evidence.ledger.push(row);
        let at = if phase == "done" { Place::Deleted(now * 1_000 + 900) } else { Place::Dead };
        self.evidence.messages.push(Message { id: message, event: place, place: at });
        if !is_reused {
            self.tell(place, event, now);
        }
    }

    fn tell(&mut self, place: usize, event: &Event, now: i64) {
        match &event.told {
            Told::Nothing => {}
            Told::States(tells) => {
                for tells in tells {
                    self.state(place, event, &state(tells, now), now);
                }
            }
            Told::Change(object) => {
                let body = self.evidence.store.get(&["product", object], now).expect("an object");
                let body: Value = serde_json::from_str(&body).expect("JSON");
                self.state(place, event, &fetched(object, &body), now);
            }
            Told::Results(findings) => {
                for finding in findings {
                    self.result(event, finding, now);
                }
            }
        }
    }

    fn state(&mut self, place: usize, event: &Event, state: &State, now: i64) {
        let State { line, place: at, content, api } = state;
        let above = self.rows.range((line.clone(), at + 1)..).next();
        let is_late = above.is_some_and(|((other, _), _)| other == line);
        let there = self.rows.get(&(line.clone(), *at)).into_iter().flatten();
        let mut there =
            there.filter(|row| row["description"] == Value::Null || is_of(row, content, api));
        if content.end() == End::Never || is_late || there.next().is_some() {
            return;
        }
        let below = self.rows.range(..(line.clone(), *at)).rev();
        let below = below.take_while(|((other, _), _)| other == line).map(|(_, rows)| rows);
        let newest = below.flatten().find(|row| row["outcome"] == "completed").cloned();
        let mut row = row(event, line, *at, now);
        row["description"] = json!(content.description);
        row["country_of_origin"] = json!(content.country);
        row["api"] = json!(api);
        row["mark"] = json!(content.mark());
        if let Some(older) = newest.filter(|newest| is_of(newest, content, api)) {
            carry(&mut row, &older);
        } else {
            answer(&mut row, content);
            row["api_request_id"] = json!(self.ask(place, content, api, now));
        }
        self.rows.entry((line.clone(), *at)).or_default().push(row);
    }

    /// One call for one item; its id.
    fn ask(&mut self, place: usize, content: &Content, api: &str, now: i64) -> String {
        let request_id = format!("call-{place}-{}", self.evidence.asks.len());
        let called = Called { api: api.to_owned(), at: now * 1_000, items: 1 };
        self.evidence.calls.push(called);
        self.evidence.asks.push(Ask {
            invocation: place as u64,
            at: now * 1_000,
            request_id: request_id.clone(),
            api: api.to_owned(),
            content: content.clone(),
            lost: false,
            findable: false,
        });
        request_id
    }

    fn result(&mut self, event: &Event, finding: &oracle::Finding, now: i64) {
        let at = self.rows.entry((finding.line.clone(), finding.place)).or_default();
        let mut new = row(event, &finding.line, finding.place, now);
        answer(&mut new, &finding.answer);
        if at.iter().any(|row| row["outcome"] == "completed") {
            return;
        }
        match at.first_mut() {
            None => at.push(new),
            Some(failed) if new["outcome"] == "completed" => {
                for column in ["description", "country_of_origin", "api", "mark"] {
                    new[column] = failed[column].clone();
                }
                *failed = new;
            }
            Some(_failed_too) => {}
        }
    }
}

fn state(tells: &Tells, now: i64) -> State {
    let Tells { line, place, content, api } = tells.clone();
    State { line, place: place.unwrap_or(now), content, api: api.to_owned() }
}

fn fetched(object: &str, body: &Value) -> State {
    let time: Timestamp = body["updated_at"].as_str().expect("a time").parse().expect("a time");
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    State {
        line: Line {
            tenant: "acme".to_owned(),
            item_id: object.to_owned(),
            lineage: "pim".to_owned(),
            numbering: Numbering::Dated,
        },
        place: time.as_second(),
        content: Content {
            description: text("description").expect("a description"),
            country: text("origin"),
        },
        api: "classifier".to_owned(),
    }
}

fn is_of(row: &Value, content: &Content, api: &str) -> bool {
    row["description"] == json!(content.description)
        && row["country_of_origin"] == json!(content.country)
        && row["api"] == json!(api)
}

fn row(event: &Event, line: &Line, place: i64, now: i64) -> Value {
    let (kind, version) = match line.numbering {
        Numbering::Counted => ("sequence", place.to_string()),
        Numbering::Dated | Numbering::Received => {
            let kind = if line.numbering == Numbering::Dated { "time" } else { "received" };
            (kind, Timestamp::from_second(place).expect("a time").to_string())
        }
    };
    json!({
        "tenant": line.tenant, "item_id": line.item_id, "lineage": line.lineage,
        "version_kind": kind, "version": version, "mark": "result", "source": event.source, "event_id": event.id,
        "api_request_id": "", "answered_at": now * 1_000 + 500, "recorded_at": now * 1_000 + 600,
    })
}

fn carry(row: &mut Value, older: &Value) {
    for column in ["outcome", "hts_code", "answer", "api_request_id", "answered_at"] {
        row[column] = older[column].clone();
    }
    row["carried_from"] = json!({
        "item_id": older["item_id"], "lineage": older["lineage"], "version": older["version"],
    });
}

fn answer(row: &mut Value, content: &Content) {
    row["answer"] = json!(format!("{{\"content\": \"{}\"}}", content.mark()));
    let is_good = content.end() == End::Answered;
    row["outcome"] = json!(if is_good { "completed" } else { "failed" });
    row["hts_code"] = json!(is_good.then(|| content.code()));
}
