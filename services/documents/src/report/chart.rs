//! Charts: bars that are told apart by label, count and pattern, never by
//! colour alone.

use maud::{Markup, html};
use quarterday_proto::position::{Part, Position};

use super::document::{Bar, Chart};
use super::sentence::{capital, kind_word, list};

/// Colours that schemes name, dark enough beside white.
const COLOURS: &[(&str, &str)] = &[
    ("red", "#b3261e"),
    ("amber", "#c77700"),
    ("green", "#1f7a3d"),
    ("purple", "#6a3d9a"),
    ("blue", "#1d5fa8"),
    ("turquoise", "#177e89"),
    ("orange", "#c8550c"),
    ("yellow", "#9a7b00"),
    ("grey", "#5f6b76"),
];
const OTHER: &str = "#44515e";
const FONT: &str = "Arial, 'Liberation Sans', sans-serif";
const PATTERNS: usize = 4;
const ROW: usize = 50;
/// How much of the width the longest bar takes.
const BAR_PERCENT: u32 = 70;

/// The chart of a position: its statuses that some item has.
pub(super) fn chart(position: &Position, title: String) -> Option<Chart> {
    let bars: Vec<Bar> = position
        .parts
        .iter()
        .filter(|part| part.count > 0)
        .map(|part| Bar {
            label: name(part),
            colour: colour(part.colour.as_deref()),
            count: part.count,
            percent: part.percent.clone(),
        })
        .collect();
    if bars.is_empty() {
        return None;
    }
    let told: Vec<String> = bars
        .iter()
        .map(|bar| format!("{}: {} ({}%)", bar.label, bar.count, bar.percent))
        .collect();
    Some(Chart {
        description: format!(
            "Bar chart of {} {}. {}.",
            position.denominator,
            kind_word(position.kind, position.denominator),
            list(&told)
        ),
        unit: kind_word(position.kind, 2),
        title,
        bars,
    })
}

/// What a status is called: with its colour where that is its name.
pub(super) fn name(part: &Part) -> String {
    if is_colour(&part.status) && !part.label.eq_ignore_ascii_case(&part.status) {
        return format!("{}: {}", capital(&part.status), part.label);
    }
    part.label.clone()
}

/// Whether a status is called by a colour.
pub(super) fn is_colour(status: &str) -> bool {
    COLOURS.iter().any(|(known, _)| *known == status)
}

fn colour(name: Option<&str>) -> String {
    let Some(name) = name else {
        return OTHER.to_owned();
    };
    if name.starts_with('#') {
        return name.to_owned();
    }
    let known = COLOURS.iter().find(|(known, _)| *known == name);
    known.map_or(OTHER, |(_, colour)| colour).to_owned()
}

/// The chart as SVG, as wide as there is room; letters keep their size. `id`
/// tells it from others of the page.
pub(super) fn svg(chart: &Chart, id: &str) -> Markup {
    let most = chart
        .bars
        .iter()
        .map(|bar| bar.count)
        .max()
        .unwrap_or(1)
        .max(1);
    let height = chart.bars.len() * ROW + 8;
    let pattern = |index: usize| format!("{id}-p{index}");
    html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" class="chart" width="100%" height=(height)
            aria-labelledby=(format!("{id}-t {id}-d")) {
            title id=(format!("{id}-t")) { (chart.title) }
            desc id=(format!("{id}-d")) { (chart.description) }
            defs {
                @for (index, bar) in chart.bars.iter().enumerate() {
                    pattern id=(pattern(index)) width="8" height="8" patternUnits="userSpaceOnUse" {
                        rect width="8" height="8" fill=(bar.colour) {}
                        (stripes(index))
                    }
                }
            }
            @for (index, bar) in chart.bars.iter().enumerate() {
                @let y = index * ROW + 4;
                @let wide = (bar.count * BAR_PERCENT / most).max(1);
                text x="0" y=(y + 13) font-size="14" font-family=(FONT) fill="#1c2126" { (short(&bar.label)) }
                rect x="1" y=(y + 19) width=(format!("{wide}%")) height="20" fill=(format!("url(#{})", pattern(index))) stroke="#1c2126" {}
                text x=(format!("{}%", wide + 2)) y=(y + 34) font-size="14" font-family=(FONT) fill="#1c2126" {
                    (bar.percent) "% (" (bar.count) ")"
                }
            }
        }
    }
}

fn stripes(index: usize) -> Markup {
    let path = match index % PATTERNS {
        1 => "M0 8L8 0",
        2 => "M0 4H8",
        3 => "M4 0V8",
        _ => return html! {},
    };
    html! { path d=(path) stroke="#ffffff" stroke-width="1.5" stroke-opacity="0.75" {} }
}

/// A label that fits above its bar on a narrow screen; all of it is in the
/// table.
fn short(label: &str) -> String {
    const LETTERS: usize = 40;
    let label = label.split(':').next().unwrap_or_default();
    if label.chars().count() <= LETTERS {
        return label.to_owned();
    }
    let kept: String = label.chars().take(LETTERS - 1).collect();
    format!("{}…", kept.trim_end())
}
