//! A position as a chart: one bar a status, as wide as its share.
//!
//! The words above a bar say all that it shows, so it is hidden from who hears a
//! page, and a table with the same figures stands beside. Words wrap as all text
//! does; bars are in per cent of the width.

use maud::{Markup, html};
use quarterday_proto::position::{Part, Position};

/// The chart of a position.
pub(super) fn bars(position: &Position) -> Markup {
    html! {
        figure class="qd-chart" {
            figcaption class="govuk-visually-hidden" { "Chart: share of each status" }
            @for part in &position.parts {
                p class="qd-chart__label" { (part.label) ": " (figure(part)) }
                svg class="qd-chart__bar" aria-hidden="true" focusable="false" {
                    rect class="qd-chart__ground" width="100%" height="100%" {}
                    @if part.count > 0 { (bar(part, share(part.count, position.denominator))) }
                }
            }
        }
    }
}

/// One bar in the colour of a status, as long as a share from 0 to 1, and a mark
/// where its target is. What stands above it says all of that in words.
pub(super) fn bar_to_mark(colour: Option<&str>, share: f64, mark: Option<f64>) -> Markup {
    let in_percent = |share: f64| (share * 1000.0).round() / 10.0;
    html! {
        svg class="qd-chart__bar" aria-hidden="true" focusable="false" {
            rect class="qd-chart__ground" width="100%" height="100%" {}
            @if share > 0.0 { (rect(colour, in_percent(share))) }
            @if let Some(mark) = mark {
                // A hair off the end, so that a target that nothing exceeds is seen.
                rect class="qd-chart__mark" x={ (in_percent(mark).min(99.5)) "%" } width="4"
                    height="100%" fill="#0b0c0c" {}
            }
        }
    }
}

fn bar(part: &Part, width: f64) -> Markup {
    rect(part.colour.as_deref(), width)
}

fn rect(colour: Option<&str>, width: f64) -> Markup {
    let (class, fill) = match colour {
        // A scheme's own colour is an attribute, which no style sheet overrules.
        Some(own) if own.starts_with('#') => (String::new(), Some(own)),
        Some(name) => (format!("qd-chart__{name}"), None),
        None => ("qd-chart__other".to_owned(), None),
    };
    html! {
        rect class=(class) fill=[fill] width={ (width) "%" } height="100%" {}
    }
}

fn share(count: u32, of: u32) -> f64 {
    if of == 0 {
        return 0.0;
    }
    (f64::from(count) * 1000.0 / f64::from(of)).round() / 10.0
}

/// `97% (29)`: no percentage is shown without its count.
pub(super) fn figure(part: &Part) -> String {
    match part.percent.as_str() {
        "" => part.count.to_string(),
        percent => format!("{percent}% ({})", part.count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_denominator() {
        assert_eq!(share(29, 30), 96.7);
        assert_eq!(share(0, 30), 0.0);
        assert_eq!(share(1, 0), 0.0);
    }
}
