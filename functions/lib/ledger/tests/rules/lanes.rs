//! The lanes on record.

use ledger::Ledger;

use crate::table::{Fault, Table, now};

#[test]
fn a_lane_is_opened_once_in_a_process() {
    let table = Table::default();
    let ledger = Ledger::new(table.clone());
    for ledger in [ledger.clone(), ledger] {
        assert_eq!(now(ledger.open_lane("tariff")), Ok(()));
    }
    assert_eq!((table.calls(), table.lanes()), (1, vec!["tariff".to_owned()]));
}

#[test]
fn a_lane_whose_opening_failed_is_opened_again_the_next_time() {
    let table = Table::default();
    let ledger = Ledger::new(table.clone());
    table.script([Fault::Failed, Fault::Failed, Fault::Failed]);
    assert!(now(ledger.open_lane("tariff")).is_err());
    assert_eq!(now(ledger.open_lane("tariff")), Ok(()));
    assert_eq!(table.lanes(), ["tariff"]);
}
