//! What a waiting row holds, and for how long.

use jiff::Timestamp;
use ledger::{
    Fresh, LedgerTable, Noted, Phase, Priority, Row, WaitingPages, WaitingTable, Written,
};

use super::{Bench, minute};

impl<T: LedgerTable + WaitingTable + WaitingPages> Bench<T> {
    pub(super) async fn a_waiting_row_comes_back_as_written(&self) {
        let absent = self.table.look(&self.event("nobody's")).await;
        assert_eq!(absent, Ok(None));
        let wait = self.wait("kept", Priority::Person, "acme", 7);
        let token = self.park("kept", wait.clone()).await;
        let row = self.row("kept").await;
        assert_eq!((row.phase, &row.token, row.waits), (Phase::Waiting, &token, 1));
        assert_eq!((row.wait.as_ref(), row.expires_at), (Some(&wait), None));
        assert_eq!((row.reason.as_deref(), row.shared), (Some("capped"), true));
        assert_eq!(row.unconfirmed, ["request-0"]);
        assert_eq!(self.table.look(&row.event).await, Ok(Some(row)));
        self.end("kept").await;
    }

    /// A repeat comes long after everything else would have been forgotten.
    pub(super) async fn a_waiting_row_never_expires(&self) {
        self.park("forever", self.wait("forever", Priority::Webhook, "acme", 1)).await;
        let row = self.row("forever").await;
        let another = Row { token: "another".into(), wait: None, ..row.clone() };
        let insert = |now: Timestamp| self.table.insert(&another, Fresh { now });
        let ages = minute(50_000_000);
        assert_eq!(insert(ages).await, Ok(Written::No(Box::new(row.clone()))));
        self.table.mark(&row.event, &row.token, minute(60)).await.expect("a table that answers");
        assert!(matches!(insert(minute(59)).await, Ok(Written::No(_))), "marked, and kept");
        assert_eq!(insert(minute(60)).await, Ok(Written::Yes));
    }

    /// A late write of one note must not undo the next one, and whoever takes over must know every
    /// call.
    pub(super) async fn a_call_noted_meanwhile_refuses_a_write(&self) {
        let mut claim = self.win(&self.bid("noted")).await;
        let before = self.row("noted").await;
        for call in ["left", "right"] {
            assert_eq!(self.ledger.note(&mut claim, call.to_owned()).await, Ok(Noted::Yes));
        }
        let noted = self.row("noted").await;
        assert_eq!(noted.calls, ["left", "right"]);
        let late = Row { calls: vec!["left".to_owned()], ..before.clone() };
        let refused = self.table.replace(&late, &before).await;
        assert_eq!(refused, Ok(Written::No(Box::new(noted.clone()))));

        // Of a note whose answer was lost its claim cannot say whether it stands.
        let mut more = noted.clone();
        more.calls.push("lost".to_owned());
        let released = Row { phase: Phase::Released, ..more.clone() };
        assert_eq!(self.table.replace(&released, &more).await, Ok(Written::Yes));
        assert_eq!(self.row("noted").await, released);
    }

    pub(super) async fn a_lane_is_on_record_once(&self) {
        let (lane, never) = (self.lane("opened"), self.lane("never-opened"));
        for _time in 0..2 {
            assert_eq!(self.table.open_lane(&lane).await, Ok(()));
        }
        let lanes = self.table.lanes().await.expect("a table that answers");
        assert!(lanes.contains(&lane) && !lanes.contains(&never), "{lanes:?}");
    }
}
