//! What counts as a use, and what as a circle.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use circles::{Tree, circles, uses};

/// The uses in a crate of these files, each as `from > to`.
fn used(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let tree = tree(name, files);
    uses(&tree).keys().map(|used| format!("{} > {}", used.from, used.to)).collect()
}

fn tree(name: &str, files: &[(&str, &str)]) -> Tree {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (file, text) in files {
        let path = package.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    Tree::read(&package, &package.join("src/lib.rs"))
}

#[test]
fn a_path_anywhere_is_a_use_and_a_declaration_is_none() {
    let files = [
        ("src/lib.rs", "mod a; mod b; mod c; mod d;"),
        ("src/a.rs", "use crate::b::{B, other as o}; use std::fmt;"),
        ("src/b.rs", "pub struct B; pub fn other() { let _ = crate::c::C; }"),
        ("src/c.rs", "pub struct C; impl From<super::d::D> for C { }"),
        ("src/d.rs", "pub struct D; fn f() { println!(\"{}\", crate::a::x()); }"),
    ];
    let expected = [
        "crate::a > crate::b",
        "crate::b > crate::c",
        "crate::c > crate::d",
        "crate::d > crate::a",
    ];
    assert_eq!(used("anywhere", &files), expected);
    let circle = circles(uses(&tree("anywhere", &files)).keys());
    let all = ["crate::a", "crate::b", "crate::c", "crate::d"].map(str::to_owned);
    assert_eq!(circle, [BTreeSet::from(all)]);
}

#[test]
fn what_is_passed_on_is_used_where_it_is_defined() {
    let files = [
        ("src/lib.rs", "mod a; mod b; mod c; pub use b::B; pub(crate) use c::deep::*;"),
        ("src/a.rs", "use crate::B; use crate::Deep; type T = crate::c::Again;"),
        ("src/b.rs", "pub struct B;"),
        ("src/c.rs", "pub mod deep; pub use self::deep::Deep as Again;"),
        ("src/c/deep.rs", "pub struct Deep;"),
    ];
    let expected = [
        "crate > crate::b",
        "crate > crate::c::deep",
        "crate::a > crate::b",
        "crate::a > crate::c::deep",
        "crate::c > crate::c::deep",
    ];
    assert_eq!(used("passed-on", &files), expected);
    assert!(circles(uses(&tree("passed-on", &files)).keys()).is_empty());
}

#[test]
fn a_child_and_its_parent_that_use_each_other_are_a_circle() {
    let files = [
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "mod inner { use super::A; pub fn f() {} } struct A; fn f() { inner::f() }"),
    ];
    let expected = ["crate::a > crate::a::inner", "crate::a::inner > crate::a"];
    assert_eq!(used("parent", &files), expected);
    assert_eq!(circles(uses(&tree("parent", &files)).keys()).len(), 1);
}

#[test]
fn names_of_modules_and_of_what_is_in_them_are_told_apart() {
    let files = [
        ("src/lib.rs", "mod a; mod b; mod user; mod deep;"),
        ("src/a.rs", "pub mod state; pub use state::state;"),
        ("src/a/state.rs", "pub fn state() {} pub enum State { One }"),
        ("src/b.rs", "use crate::a; fn f() { a::state(); a::state::state(); }"),
        ("src/user.rs", "use crate::a::state::{self, State}; fn f() -> State { State::One }"),
        ("src/deep/mod.rs", "mod mid;"),
        ("src/deep/mid.rs", "mod low;"),
        ("src/deep/mid/low.rs", "pub(in super::super) use super::super::super::b as c;"),
    ];
    let expected = [
        "crate::a > crate::a::state",
        "crate::b > crate::a",
        "crate::b > crate::a::state",
        "crate::deep::mid::low > crate::b",
        "crate::user > crate::a::state",
    ];
    assert_eq!(used("names", &files), expected);
}

#[test]
fn a_field_in_a_macro_is_no_module() {
    let files = [
        ("src/lib.rs", "mod waits; fn f(row: Row) { assert_eq!(row.waits, 1); }"),
        ("src/waits.rs", "use crate::f; fn g() { dbg!(crate::f) }"),
    ];
    assert_eq!(used("field", &files), ["crate::waits > crate"]);
}

#[test]
fn tests_inside_and_other_crates_do_not_count() {
    let files = [
        ("src/lib.rs", "mod a; mod b;"),
        ("src/a.rs", "use std::a::b; use thing::{b, B}; fn f() { b::x() } #[cfg(test)] mod tests;"),
        ("src/a/tests.rs", "use super::*; use crate::b::B;"),
        ("src/b.rs", "pub struct B; #[cfg(test)] use crate::a::X;"),
    ];
    assert_eq!(used("tests-inside", &files), [""; 0]);
}
