//! The page on cost shows what `make cost` computes.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::process::Command;

use infra::{Template, read, root};

#[test]
fn the_table_is_the_one_that_the_documented_counts_give() {
    let mut cost = Command::new("python3");
    cost.args(["-m", "infra.cost", "--documented"]).current_dir(root());
    let output = cost.output().expect("python3, as everywhere");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8(output.stdout).expect("text");
    assert!(table.lines().count() > 10);
    assert!(read("infra/COST.md").contains(table.trim()), "put this into infra/COST.md:\n{table}");
}

#[test]
fn the_functions_have_the_memory_that_is_paid_for() {
    let bill = read("infra/cost/bill.py");
    let template = Template::own();
    for (function, name) in [
        ("IngressFunction", "DOOR_GB"),
        ("ConsumerFunction", "CONSUMER_GB"),
        ("PublishFunction", "PUBLISH_GB"),
    ] {
        let memory = template.number(&format!("{function}/MemorySize"));
        assert!(bill.contains(&format!("\n{name} = {memory} / 1024\n")), "{function}: {memory} MB");
    }
}
