//! Times of change as senders write them: of two states only the newer one is asked for.

use crate::stage::{paid, play, stage};

/// Posts a body, then the same changed at an earlier and at a later moment; which were asked for.
async fn asked(source: &str, body: &str, written: &str, others: [&str; 2]) -> [usize; 3] {
    let scene = stage().await;
    let mut asked = [0; 3];
    for (place, time) in [written, others[0], others[1]].into_iter().enumerate() {
        let before = paid(&scene);
        // Each state says something else, or its answer would be carried.
        let body = body.replace(written, time).replace("cast iron", &format!("cast iron {place}"));
        let body = body.replace("Quality Tee", &format!("Quality Tee {place}"));
        let body = body.replace("471100", &format!("47110{place}"));
        assert!(play(&scene, source, body.as_bytes()).await.is_empty(), "{time}");
        asked[place] = paid(&scene) - before;
    }
    asked
}

#[tokio::test]
async fn an_idocs_date_is_a_day_and_never_seconds() {
    let body = include_str!("bodies/b06-idoc-matmas.xml");
    let found = asked("case-idoc", body, "20261115", ["20260101", "20261120"]).await;
    assert_eq!(found, [1, 0, 1]);
}

#[tokio::test]
async fn a_time_without_a_zone_is_utc() {
    let body = include_str!("bodies/b08-woo-product.json");
    let others = ["2026-11-16T09:59:59", "2026-11-16T10:29:59"];
    assert_eq!(asked("case-woo", body, "2026-11-16T10:14:12", others).await, [1, 0, 1]);
}
