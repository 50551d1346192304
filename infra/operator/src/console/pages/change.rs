//! A change: the question, and what became of it.

use maud::{Markup, html};

use crate::change::Plan;
use crate::console::app::{App, Shared};
use crate::console::html::{Page, badge, note, table, trouble};
use crate::console::params::Params;
use crate::console::work::{Asked, Change, Made, Outcome};
use crate::time;

/// The longest list of details that is shown whole.
const DETAILS: usize = 50;

/// The page that asks: what would be changed, where, and why.
pub(super) async fn question(app: &App, change: Change) -> Page {
    let place = "/changes";
    match change.plan(&app.connection, &app.context()).await {
        Ok(plan) => {
            let asked = app.works.ask(change, plan);
            let title = sentence(asked.plan.what());
            let label = app.connection.stack.label();
            let body = asks(&asked, &label, app.gate.form_token());
            Page::new(format!("{title}?"), asked.place(), body)
        }
        Err(error) => Page::failed(
            "Change",
            place,
            trouble("It cannot be said what would be changed", &error),
        ),
    }
}

fn asks(asked: &Asked, stack: &str, form_token: &str) -> Markup {
    html! {
        p { "This would be changed on " strong { (stack) } ":" }
        (details(&asked.plan))
        form.card action="/changes" method="post" {
            input type="hidden" name="form" value=(form_token);
            input type="hidden" name="question" value=(asked.id);
            div.field.wide {
                label for="reason" { "Reason" }
                input #reason name="reason" type="text" required maxlength="500" autocomplete="off" aria-describedby="kept";
                p #kept.hint { "It is kept in the audit record with your name and the time, and others see it." }
            }
            p.actions {
                button.primary { (sentence(asked.plan.what())) }
                a.button href=(asked.place()) { "Cancel" }
            }
        }
    }
}

fn details(plan: &Plan) -> Markup {
    let more = plan.details().len().saturating_sub(DETAILS);
    html! {
        ul.details {
            li { strong { (sentence(plan.what())) } }
            @for line in plan.details().iter().take(DETAILS) { li { (line.trim()) } }
            @if more > 0 { li { "… and " (more) " more" } }
        }
    }
}

/// Somebody agreed: the number of the change, or why nothing is changed.
pub(in crate::console) fn agreed(app: &Shared, form: &Params) -> Result<u64, Page> {
    let refused = |text: &str| {
        let again = html! { (note(text)) p { a.button href="/" { "To the overview" } } };
        Page::refused("Nothing was changed", "/changes", again)
    };
    if !app.gate.is_ours(form.get("form").unwrap_or_default()) {
        return Err(refused("This form is of another run of the console. Open its page again."));
    }
    let Some(reason) = form.owned("reason") else {
        return Err(refused("A change needs a reason, which others see. Go back and give one."));
    };
    let asked = form.get("question").and_then(|id| app.works.take(id));
    let Some(asked) = asked else {
        return Err(refused(
            "This form was sent before, or it is too old. “Changes” lists what was made; to change \
             something, open its page again.",
        ));
    };
    Ok(app.begin(asked, reason).number)
}

/// All changes of this run of the console.
pub(in crate::console) async fn changes(app: Shared, _: Params) -> Page {
    let made = app.works.all();
    let rows: Vec<_> = made.iter().map(row).collect();
    let body = html! {
        p { "Changes made by this console since it was started. Each has a row " code { "audit:…" }
            " in the ledger's table that says who, when, why and how it ended, as those of the commands have." }
        @if rows.is_empty() { (note("Nothing was changed from here yet.")) }
        @else { (table("Changes", &["at", "what", "reason", "how it ended"], &rows)) }
    };
    Page::new("Changes", "/changes", body)
}

fn row(made: &Made) -> Vec<Markup> {
    vec![
        html! { (time::to_the_second(made.at)) },
        html! { a href={ "/changes/" (made.number) } { (sentence(&made.what)) } },
        html! { (made.why) },
        ending(made),
    ]
}

fn ending(made: &Made) -> Markup {
    match &made.outcome {
        None => html! { (badge("warn", "going on")) },
        Some(Outcome::Ended(words)) => html! { (words) },
        Some(Outcome::Failed(words)) => html! { (badge("bad", "failed")) " " (words) },
    }
}

/// One of them.
pub(in crate::console) fn change(app: &App, number: u64) -> Page {
    let Some(made) = app.works.of(number) else {
        return Page::missing(
            "No such change",
            "/changes",
            note("This console has made no change of this number."),
        );
    };
    let page =
        Page::new(sentence(&made.what), made.place, shown(&made, &app.connection.stack.label()));
    Page { refresh: made.outcome.is_none().then_some(1), ..page }
}

fn shown(made: &Made, stack: &str) -> Markup {
    html! {
        p { "On " strong { (stack) } ", since " (time::to_the_second(made.at)) ", because: " (made.why) }
        @match &made.outcome {
            None => {
                div.notice role="status" {
                    p { label for="progress" { "Going on: " (made.made()) " of " (made.steps) } }
                    progress #progress max=(made.steps) value=(made.made()) {}
                    p { "This page loads again every second. You may leave it: the change goes on." }
                }
            }
            Some(Outcome::Ended(words)) => div.notice.good role="status" { p { "Ended: " strong { (words) } } },
            Some(Outcome::Failed(words)) => {
                section.notice.bad role="alert" {
                    h2 { "It did not come to its end" }
                    p { (words) }
                    p { "Every change may be made again: what is done already is not done twice." }
                }
            }
        }
        p.actions { a.button href=(made.place) { "Go on" } a.button href="/changes" { "All changes" } }
    }
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::work::Works;
    use jiff::Timestamp;

    fn asked(works: &Works) -> Asked {
        let target = Change::target("source", "erp").expect("a target");
        let plan = target.pause_plan(None);
        works.ask(Change::Pause(target), plan)
    }

    #[test]
    fn the_question_says_what_is_changed_where_and_needs_a_reason() {
        let page = asks(&asked(&Works::default()), "tidewaiter, account 1", "t0ken").into_string();
        for part in [
            "on <strong>tidewaiter, account 1</strong>",
            "Pause the source erp",
            "within five seconds",
            r#"method="post""#,
            r#"name="form" value="t0ken""#,
            r#"<label for="reason">"#,
            "required",
            r#"<a class="button" href="/paused">Cancel"#,
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn a_change_says_how_far_it_is_and_how_it_ended() {
        let works = Works::default();
        let made = works.begin(&asked(&works), "doubled prices".to_owned(), Timestamp::UNIX_EPOCH);
        let going = shown(&made, "tidewaiter").into_string();
        assert!(going.contains("0 of 1") && going.contains("doubled prices"), "{going}");
        works.end(made.number, Outcome::Failed("no answer".to_owned()));
        let failed = works.of(made.number).map(|made| shown(&made, "tidewaiter").into_string());
        assert!(failed.is_some_and(|it| it.contains("role=\"alert\"") && it.contains("no answer")));
        works.end(made.number, Outcome::Ended("paused".to_owned()));
        let ended = works.of(made.number).map(|made| shown(&made, "tidewaiter").into_string());
        assert!(ended.is_some_and(|it| it.contains("<strong>paused</strong>")));
    }
}
