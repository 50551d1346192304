//! What all pages have: the frame, tables, forms, and how trouble is told. Pure.

use axum::http::StatusCode;
use maud::{DOCTYPE, Markup, Render, html};

use crate::console::params::link;
use crate::output;
use crate::stack::Stack;
use crate::trouble::Trouble;

/// The pages of the navigation: path and name.
const PLACES: [(&str, &str); 7] = [
    ("/", "Overview"),
    ("/dead-letters", "Dead letters"),
    ("/waiting", "Waiting"),
    ("/paused", "Paused"),
    ("/events", "Events"),
    ("/items", "Items"),
    ("/changes", "Changes"),
];

/// A page.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Its heading.
    pub title: String,
    /// The path of its place in the navigation.
    pub place: &'static str,
    /// What it shows.
    pub body: Markup,
    /// After how many seconds the browser loads it again.
    pub refresh: Option<u32>,
    /// Whether it shows what was asked for, and if not, whose fault that is.
    pub status: StatusCode,
}

impl Page {
    /// A page that stays as it is.
    pub fn new(title: impl Into<String>, place: &'static str, body: Markup) -> Self {
        Self { title: title.into(), place, body, refresh: None, status: StatusCode::OK }
    }

    /// A page that says what could not be read.
    pub fn failed(title: impl Into<String>, place: &'static str, body: Markup) -> Self {
        Self { status: StatusCode::BAD_GATEWAY, ..Self::new(title, place, body) }
    }

    /// A page that says what was not asked rightly.
    pub fn refused(title: impl Into<String>, place: &'static str, body: Markup) -> Self {
        Self { status: StatusCode::BAD_REQUEST, ..Self::new(title, place, body) }
    }

    /// A page that says that there is no such thing.
    pub fn missing(title: impl Into<String>, place: &'static str, body: Markup) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::new(title, place, body) }
    }

    /// All of it. It names the stack, in the window's title too.
    pub fn of(&self, stack: &Stack) -> Markup {
        let label = stack.label();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    @if let Some(seconds) = self.refresh {
                        meta http-equiv="refresh" content=(seconds);
                    }
                    title { (self.title) " – " (label) }
                    link rel="icon" href="/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/style.css";
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    (header(stack, &label, self.place))
                    main #main tabindex="-1" {
                        h1 { (self.title) }
                        (self.body)
                    }
                    footer { p { "Times are in UTC. This page is served by this machine, for this machine alone." } }
                }
            }
        }
    }
}

fn header(stack: &Stack, label: &str, place: &str) -> Markup {
    let kind = if stack.is_local() { "Local" } else { "AWS" };
    html! {
        header.top {
            div.bar {
                a.brand href="/" { "Tidewaiter" }
                p.stack { span class={ "kind " (kind.to_lowercase()) } { (kind) } " " span { (label) } }
                form.find action="/event" method="get" role="search" {
                    label for="find" { "Find an event" }
                    input #find name="id" type="text" placeholder="id or key" autocomplete="off" spellcheck="false" required;
                    button { "Find" }
                }
            }
            nav aria-label="Pages" {
                ul {
                    @for (path, name) in PLACES {
                        li { a href=(path) aria-current=[(path == place).then_some("page")] { (name) } }
                    }
                }
            }
        }
    }
}

/// The columns whose cells are numbers: their names stand above these.
const NUMBERS: [&str; 5] = ["messages", "events", "items", "tries", "failures"];

/// A table that scrolls by itself where it is too wide. The caption says what it lists.
pub(super) fn table(caption: &str, columns: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead {
                    tr { @for column in columns { th scope="col" class=[NUMBERS.contains(column).then_some("right")] { (column) } } }
                }
                tbody {
                    @for row in rows {
                        tr { @for cell in row { td { (cell) } } }
                    }
                }
            }
        }
    }
}

/// A number as a cell: they stand below each other.
pub(super) fn number(number: impl Render) -> Markup {
    html! { span.number { (number) } }
}

/// A word that says by its colour, too, how things are.
pub(super) fn badge(kind: &str, word: &str) -> Markup {
    html! { span class={ "badge " (kind) } { (word) } }
}

/// An event's key, which leads to its story.
pub(super) fn event_link(key: &str) -> Markup {
    html! { a.key href=(link("/event", &[("id", key)])) { (key) } }
}

/// A field of a form with its label; `of` is what it holds already.
pub(super) fn field(name: &str, label: &str, of: Option<&str>, hint: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input #(name) name=(name) type="text" value=[of] placeholder=(hint) autocomplete="off" spellcheck="false";
        }
    }
}

/// A choice among words; the empty one is all of them.
pub(super) fn choice(name: &str, label: &str, words: &[&str], of: Option<&str>) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            select #(name) name=(name) {
                option value="" { "any" }
                @for word in words { option value=(word) selected[of == Some(*word)] { (word) } }
            }
        }
    }
}

/// What could not be read, and what to do about it.
pub(super) fn trouble(what: &str, error: &anyhow::Error) -> Markup {
    let advice = match Trouble::in_error(error) {
        Some(Trouble::NoCredentials | Trouble::Expired(_)) => {
            "Sign in on the command line, then load this page again: the console takes up new credentials."
        }
        Some(_) => "Load this page again once that is mended. Nothing was changed.",
        None => {
            "Load this page again. The commands say the same: `tidewaiter status` tells more on the terminal."
        }
    };
    html! {
        section.notice.bad role="alert" {
            h2 { (what) }
            p { (output::in_words(error)) }
            p { (advice) }
        }
    }
}

/// Something to know before reading on.
pub(super) fn note(text: &str) -> Markup {
    html! { p.notice { (text) } }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A stack on AWS.
    pub(in crate::console) fn stack() -> Stack {
        Stack {
            name: "tidewaiter".to_owned(),
            account: Some("111122223333".to_owned()),
            region: Some("eu-central-1".to_owned()),
            ..Stack::default()
        }
    }

    #[test]
    fn every_page_names_its_stack_and_has_what_a_keyboard_needs() {
        let page = Page::new("Waiting", "/waiting", html! { p { "x" } }).of(&stack()).into_string();
        assert_eq!(page.matches("tidewaiter, account 111122223333, eu-central-1").count(), 2);
        for part in [
            "<title>Waiting – tidewaiter",
            r#"<html lang="en">"#,
            r##"<a class="skip" href="#main">"##,
            r#"<main id="main""#,
            r#"<a href="/waiting" aria-current="page">"#,
            r#"<label for="find">"#,
            "kind aws",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("http-equiv"), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn strangers_texts_are_texts() {
        let cells = vec![vec![html! { ("<script>alert(1)</script>") }]];
        let page = table("Events", &["event"], &cells).into_string();
        assert!(page.contains("&lt;script&gt;"), "{page}");
        let link = event_link("\"><img src=x>").into_string();
        assert!(!link.contains("<img"), "{link}");
    }

    #[test]
    fn trouble_says_what_to_do_next() {
        let error = anyhow::Error::new(Trouble::NoCredentials).context("cannot read the ledger");
        let told = trouble("The queue could not be read", &error).into_string();
        assert!(told.contains("aws sso login") && told.contains("load this page again"), "{told}");
    }
}
