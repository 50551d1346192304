//! Charts as drawings and as tables: who cannot see a drawing reads the same numbers. Pure.

use maud::{Markup, html};

use crate::console::charts::axis::{COUNTS, Kind, SPANS};
use crate::console::charts::count::Counted;
use crate::console::charts::span::Parts;

/// The drawing's size, in units of its own.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 180.0;

/// What is left free for the numbers at its sides.
const LEFT: f64 = 68.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 28.0;

/// One chart.
struct Chart {
    id: &'static str,
    title: &'static str,
    counts: &'static str,
    parts: Parts,
    lines: Vec<Line>,
    kind: Kind,
}

/// One row of numbers; nothing where there was nothing to measure.
struct Line {
    name: &'static str,
    class: &'static str,
    values: Vec<Option<f64>>,
}

/// All charts.
pub(crate) fn charts(counted: &Counted) -> Markup {
    let charts = [
        bars(counted, ("arrivals", "Arrivals", "events"), &counted.arrivals, ARRIVALS),
        latency(counted),
        bars(counted, ("calls", "Calls", "calls"), &counted.calls, CALLS),
        bars(counted, ("spend", "Spend", "items"), &counted.paid, SPEND),
    ];
    html! { div.charts { @for chart in &charts { (chart.figure()) } } }
}

const ARRIVALS: &str = "Events that a consumer has claimed at least once, by the time at which their first message \
    was received. What has been in the queue unclaimed since then is not among them.";
const LATENCY: &str = "From the request at the door to the recorded answer, of all answers recorded in that time, \
    carried ones too. Median: half of them took at most so long. 95 in 100: so many did.";
const CALLS: &str = "Calls of the API that brought a recorded answer, by the time of the answer. Calls that failed \
    or brought nothing are not among them.";
const SPEND: &str = "Items that the API was asked about, by the time of the answer. Answers that were carried from \
    an equal content are not among them: they cost nothing.";

type Names = (&'static str, &'static str, &'static str);

fn bars(counted: &Counted, (id, title, name): Names, counts: &[u64], says: &'static str) -> Chart {
    #[expect(clippy::cast_precision_loss, reason = "it is drawn")]
    let values = counts.iter().map(|count| Some(*count as f64)).collect();
    let line = Line { name, class: "bar", values };
    let parts = counted.parts;
    Chart { id, title, counts: says, parts, lines: vec![line], kind: COUNTS }
}

fn latency(counted: &Counted) -> Chart {
    #[expect(clippy::cast_precision_loss, reason = "it is drawn")]
    let values = |millis: &[Option<i64>]| {
        millis.iter().map(|took| took.map(|took| took as f64)).collect::<Vec<_>>()
    };
    let line = |name, class, millis: &[Option<i64>]| Line { name, class, values: values(millis) };
    let lines = vec![
        line("median", "median", &counted.median),
        line("95 in 100", "slowest", &counted.slowest),
    ];
    let (parts, id, title) = (counted.parts, "latency", "Latency");
    Chart { id, title, counts: LATENCY, parts, lines, kind: SPANS }
}

impl Chart {
    fn figure(&self) -> Markup {
        let (title, about) = (format!("{}-title", self.id), format!("{}-about", self.id));
        html! {
            figure.chart {
                h3 id=(title) { (self.title) " a " (self.parts.span.part()) }
                (self.drawing(&title, &about))
                @if self.lines.len() > 1 { (self.legend()) }
                figcaption id=(about) { (self.counts) }
                details { summary { "The numbers" } (self.table()) }
            }
        }
    }

    fn legend(&self) -> Markup {
        html! {
            ul.legend {
                @for line in &self.lines {
                    li {
                        svg.swatch viewBox="0 0 24 8" aria-hidden="true" { line class=(line.class) x1="0" y1="4" x2="24" y2="4" {} }
                        (line.name)
                    }
                }
            }
        }
    }

    fn drawing(&self, title: &str, about: &str) -> Markup {
        let top = (self.kind.end)(self.highest());
        html! {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby=(title) aria-describedby=(about) {
                @for share in [0.0, 0.5, 1.0] {
                    line.grid x1=(LEFT) x2=(WIDTH) y1=(y(share)) y2=(y(share)) {}
                    @if share == 0.0 || top * share >= 1.0 {
                        text.axis x=(LEFT - 8.0) y=(y(share) + 4.0) text-anchor="end" { ((self.kind.axis)(top * share)) }
                    }
                }
                (self.times())
                @for line in &self.lines {
                    @if self.kind.is_bars { (self.rects(line, top)) } @else { (self.polylines(line, top)) }
                }
                @if self.highest() == 0.0 {
                    text.empty x=(f64::midpoint(LEFT, WIDTH)) y=(y(0.5) - 8.0) text-anchor="middle" { "nothing in this time" }
                }
            }
        }
    }

    fn times(&self) -> Markup {
        let last = self.parts.span.parts().saturating_sub(1);
        html! {
            @for (place, anchor) in [(0, "start"), (last / 2, "middle"), (last, "end")] {
                text.axis x=(self.x(place, anchor)) y=(HEIGHT - 6.0) text-anchor=(anchor) { (self.parts.label(place)) }
            }
        }
    }

    fn x(&self, place: usize, anchor: &str) -> f64 {
        match anchor {
            "start" => LEFT,
            "end" => WIDTH,
            _ => self.left(place) + self.step() / 2.0,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "it is drawn")]
    fn left(&self, place: usize) -> f64 {
        LEFT + self.step() * place as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "it is drawn")]
    fn step(&self) -> f64 {
        (WIDTH - LEFT) / self.parts.span.parts() as f64
    }

    fn highest(&self) -> f64 {
        self.lines.iter().flat_map(|line| &line.values).flatten().copied().fold(0.0, f64::max)
    }

    fn rects(&self, line: &Line, top: f64) -> Markup {
        let high = line.values.iter().enumerate();
        let high = high.filter_map(|(place, value)| Some((place, value.filter(|it| *it > 0.0)?)));
        html! {
            @for (place, value) in high {
                rect class=(line.class) x=(round(self.left(place) + 1.0)) width=(round(self.step() - 2.0))
                    y=(y(value / top)) height=(round(y(0.0) - y(value / top))) {
                    title { (self.parts.label(place)) ": " ((self.kind.write)(value)) " " (line.name) }
                }
            }
        }
    }

    /// A part without a value breaks the line; a value alone is a dot.
    fn polylines(&self, line: &Line, top: f64) -> Markup {
        let middle = |place: usize| round(self.left(place) + self.step() / 2.0);
        let point = |(place, value): (usize, f64)| format!("{},{}", middle(place), y(value / top));
        html! {
            @for run in runs(&line.values) {
                @if let [(place, value)] = run[..] {
                    circle class={ "dot " (line.class) } cx=(middle(place)) cy=(y(value / top)) r="3" {}
                } @else {
                    polyline class=(line.class) points=(run.into_iter().map(point).collect::<Vec<_>>().join(" ")) {}
                }
            }
        }
    }

    fn table(&self) -> Markup {
        let parts = 0..self.parts.span.parts();
        let at = |line: &Line, place: usize| line.values.get(place).copied().flatten();
        let some = |place: &usize| {
            self.lines.iter().any(|line| at(line, *place).is_some_and(|value| value > 0.0))
        };
        let places: Vec<usize> = parts.filter(some).collect();
        html! {
            @if places.is_empty() {
                p { "Nothing in this time." }
            } @else {
                div.scroll tabindex="0" role="region" aria-label={ (self.title) ", the numbers" } {
                    table {
                        caption { "Every " (self.parts.span.part()) " that has something" }
                        thead { tr { th scope="col" { "from" } @for line in &self.lines { th scope="col" { (line.name) } } } }
                        tbody {
                            @for place in places {
                                tr {
                                    th scope="row" { (self.parts.label(place)) }
                                    @for line in &self.lines {
                                        td { span.number { (at(line, place).map_or_else(|| "-".to_owned(), self.kind.write)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The places and values that stand side by side.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let (mut runs, mut run) = (Vec::new(), Vec::new());
    for (place, value) in values.iter().enumerate() {
        match value {
            Some(value) => run.push((place, *value)),
            None if run.is_empty() => {}
            None => runs.push(std::mem::take(&mut run)),
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// Where a share of the highest number is drawn.
fn y(share: f64) -> f64 {
    round(TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share))
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::charts::count::tests::counted;

    #[test]
    fn each_chart_says_what_it_counts_and_has_its_numbers_as_a_table() {
        let drawn = charts(&counted()).into_string();
        for (id, title) in [
            ("arrivals", "Arrivals"),
            ("latency", "Latency"),
            ("calls", "Calls"),
            ("spend", "Spend"),
        ] {
            let figure = format!(r#"aria-labelledby="{id}-title" aria-describedby="{id}-about""#);
            assert!(drawn.contains(&figure), "{drawn}");
            assert!(drawn.contains(&format!(">{title} a minute<")), "{drawn}");
        }
        assert_eq!(drawn.matches("<details>").count(), 4);
        assert!(drawn.contains("10:25: 20 items"), "{drawn}");
        assert!(drawn.contains("10.0 s") && drawn.contains("19.0 s"), "{drawn}");
        assert!(!drawn.contains("style="), "the page's policy allows no style in an element");
    }

    #[test]
    fn a_bar_is_as_high_as_its_number() {
        assert_eq!((y(0.0), y(1.0)), (HEIGHT - BOTTOM, TOP));
        assert!((y(0.5) - f64::midpoint(y(0.0), y(1.0))).abs() < 0.1);
    }

    #[test]
    fn a_line_breaks_where_nothing_was_measured() {
        let values = [None, Some(1.0), Some(2.0), None, None, Some(3.0)];
        assert_eq!(runs(&values), [vec![(1, 1.0), (2, 2.0)], vec![(5, 3.0)]]);
    }
}
