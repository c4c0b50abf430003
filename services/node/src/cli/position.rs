//! `quarterday position`.

use axum::http::Method;
use clap::Args;
use quarterday_proto::api::PositionView as Figures;
use quarterday_proto::item::Kind;
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;
use serde::Deserialize;
use serde_json::Value;

use super::quarter::{print_record, print_restatements};
use super::{Format, Place, out, output, table};
use crate::client::{Client, encode};

/// Width of the bars in tables, in characters.
const BAR: u32 = 24;

/// The position of a plan's quarter
///
/// A closed quarter's figures are read as they were frozen. With --known-at
/// they are worked out from what was known at that time instead, and with
/// --scheme under another scheme.
#[derive(Debug, Args)]
pub(super) struct Position {
    /// Council
    #[arg(long)]
    council: String,
    /// Reference of the plan
    #[arg(long)]
    plan: String,
    /// Quarter, for example 2020-21-Q2
    #[arg(long)]
    quarter: Quarter,
    /// Only this kind: action, milestone, measure, project or risk
    #[arg(long)]
    kind: Option<Kind>,
    /// Only this axis: status, target, forecast or rating
    #[arg(long)]
    axis: Option<Axis>,
    /// Figure of measures: in-quarter, ytd or year-end
    #[arg(long)]
    basis: Option<Basis>,
    /// Only items under this theme
    #[arg(long)]
    theme: Option<String>,
    /// As known at a day, a moment or a place of the log
    #[arg(long, value_name = "T")]
    known_at: Option<String>,
    /// Under another scheme
    #[arg(long)]
    scheme: Option<String>,
    /// Also where the quarter was not opened, so that nobody was asked
    #[arg(long)]
    unopened: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

#[derive(Deserialize)]
struct Answer {
    positions: Vec<Figures>,
}

impl Position {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let client = self.place.connect_to(&self.council).await?;
        let answer = self.ask(&client).await;
        // What is recorded of the quarter by now says nothing of a time past.
        let now = self.format == Format::Table && self.known_at.is_none();
        let record = match now {
            true => Some(self.record(&client).await),
            false => None,
        };
        client.close().await?;
        print_positions(&answer?, self.format, self.known_at.is_some())?;
        if let Some(record) = record {
            let record = record?;
            if record.is_null() {
                out("This quarter has not been opened: nobody was asked for answers yet.");
            } else {
                print_record(&record);
            }
        }
        Ok(())
    }

    /// What is recorded of the quarter itself; nothing before it was opened.
    async fn record(&self, client: &Client) -> anyhow::Result<Value> {
        let path = format!(
            "/api/v1/{}/plans/{}/quarters/{}",
            self.council,
            encode(&self.plan),
            self.quarter
        );
        let answer = client.send(Method::GET, &path, &[], Vec::new()).await?;
        if !answer.status.is_success() {
            return Ok(Value::Null);
        }
        Ok(serde_json::from_slice(&answer.body)?)
    }

    async fn ask(&self, client: &Client) -> anyhow::Result<Vec<Figures>> {
        let mut path = format!(
            "/api/v1/{}/plans/{}/quarters/{}/positions",
            self.council,
            encode(&self.plan),
            self.quarter
        );
        let mut separator = '?';
        for (name, value) in [
            ("kind", self.kind.map(|kind| kind.to_string())),
            ("axis", self.axis.map(|axis| axis.to_string())),
            ("basis", self.basis.map(|basis| basis.to_string())),
            ("theme", self.theme.clone()),
            ("known_at", self.known_at.clone()),
            ("scheme", self.scheme.clone()),
            ("unopened", self.unopened.then(|| "true".to_owned())),
        ] {
            if let Some(value) = value {
                path.push_str(&format!("{separator}{name}={}", encode(&value)));
                separator = '&';
            }
        }
        Ok(client.get::<Answer>(&path).await?.positions)
    }
}

/// Prints positions: one as a document, several as an array. `then` says that a
/// time past was asked for.
pub(crate) fn print_positions(
    positions: &[Figures],
    format: Format,
    then: bool,
) -> anyhow::Result<()> {
    match (format, positions) {
        (Format::Json, [one]) => output::json(one),
        (Format::Json, all) => output::json(&all),
        (Format::Ndjson, all) => output::ndjson(all),
        (Format::Csv, all) => csv(all),
        (Format::Table, all) => {
            for position in all {
                print(position, then);
                let restatements = serde_json::to_value(&position.restatements)?;
                print_restatements(restatements.as_array().map_or(&[], Vec::as_slice));
            }
            Ok(())
        }
    }
}

fn csv(positions: &[Figures]) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for position in positions {
        let mut row = |what: &str, name: &str, label: &str, count: u32, of: u32, percent: &str| {
            rows.push(vec![
                position.plan.clone(),
                position.quarter.to_string(),
                position.kind.to_string(),
                position.axis.to_string(),
                basis(position, " "),
                position.state.to_string(),
                what.to_owned(),
                name.to_owned(),
                label.to_owned(),
                count.to_string(),
                of.to_string(),
                percent.to_owned(),
                position.figures.to_string(),
                position.as_at.to_string(),
                position.known_at.place.to_string(),
                position
                    .known_at
                    .time
                    .map(|time| time.to_string())
                    .unwrap_or_default(),
                position.scheme.clone(),
            ]);
        };
        let of = position.denominator;
        for part in &position.parts {
            row(
                "status",
                &part.status,
                &part.label,
                part.count,
                of,
                &part.percent,
            );
        }
        for group in &position.groups {
            row(
                "group",
                "",
                &group.label,
                group.count,
                group.denominator,
                &group.percent,
            );
        }
        for left_out in &position.excluded {
            row("excluded", "", &left_out.reason, left_out.count, 0, "");
        }
    }
    let header = [
        "plan",
        "quarter",
        "kind",
        "axis",
        "basis",
        "state",
        "what",
        "status",
        "label",
        "count",
        "denominator",
        "percent",
        "figures",
        "as_at",
        "known_at_place",
        "known_at",
        "scheme",
    ];
    output::csv(&header, &rows)
}

/// The basis of the figures, or all bases of its measures' own.
fn basis(position: &Figures, between: &str) -> String {
    let bases = position.basis.iter().chain(&position.bases);
    let bases: Vec<&str> = bases.map(|basis| basis.as_str()).collect();
    bases.join(between)
}

fn print(position: &Figures, then: bool) {
    let basis = match basis(position, " and ") {
        none if none.is_empty() => none,
        bases => format!(", {bases}"),
    };
    let theme = position
        .theme
        .as_ref()
        .map(|theme| format!(", theme {theme}"))
        .unwrap_or_default();
    let state = match (position.state, position.closing) {
        _ if then => format!("worked out for then (the quarter was {})", position.state),
        (QuarterState::Open, _) => "open: these figures still move".to_owned(),
        (state, Some(closing)) => format!("{state} (closing {closing})"),
        (state, None) => format!("worked out, not as reported (the quarter is {state})"),
    };
    let time = match position.known_at.time {
        Some(time) if then => format!(" ({time})"),
        _ => String::new(),
    };
    out(format!(
        "\n{}, {}: {}s by {}{basis}{theme}",
        position.plan, position.quarter, position.kind, position.axis
    ));
    out(format!(
        "as at {}, as known at place {}{time}; {state}; scheme {}",
        position.as_at, position.known_at.place, position.scheme
    ));
    let before = |status: &str| {
        position.previous.as_ref().and_then(|previous| {
            let part = previous.parts.iter().find(|part| part.status == status)?;
            Some(format!("{} ({})", percent(&part.percent), part.count))
        })
    };
    let shown = position.previous.as_ref().and_then(|one| one.restated);
    let mut header = vec!["Status", "Meaning", "Items", "Percent", ""];
    if position.previous.is_some() {
        let last = position.previous_restatements.last();
        header.push(match (last, shown) {
            (None, _) => "Quarter before",
            (Some(last), Some(shown)) if shown >= last.restatement => {
                "Quarter before (as restated)"
            }
            (Some(_), _) => "Quarter before (since restated)",
        });
    }
    let rows: Vec<Vec<String>> = position
        .parts
        .iter()
        .map(|part| {
            let filled = (part.count * BAR)
                .checked_div(position.denominator)
                .unwrap_or(0);
            let mut row = vec![
                part.status.clone(),
                part.label.clone(),
                part.count.to_string(),
                percent(&part.percent),
                "█".repeat(usize::try_from(filled).unwrap_or(0)),
            ];
            if position.previous.is_some() {
                row.push(before(&part.status).unwrap_or_else(|| "-".to_owned()));
            }
            row
        })
        .collect();
    table(&header, &rows);
    let mut counted = format!(
        "{} of {} items counted",
        position.denominator, position.total
    );
    for (index, left_out) in position.excluded.iter().enumerate() {
        let opening = if index == 0 { "; left out: " } else { ", " };
        counted.push_str(&format!("{opening}{} {}", left_out.count, left_out.reason));
    }
    out(counted);
    for group in &position.groups {
        let previous = position.previous.as_ref().and_then(|previous| {
            let same = previous
                .groups
                .iter()
                .find(|other| other.label == group.label)?;
            Some(format!(
                ", {} in {}",
                percent(&same.percent),
                previous.quarter
            ))
        });
        out(format!(
            "{}: {} of {} ({}{})",
            group.label,
            group.count,
            group.denominator,
            percent(&group.percent),
            previous.unwrap_or_default()
        ));
    }
    if !position.exceptions.is_empty() {
        let rows: Vec<Vec<String>> = position
            .exceptions
            .iter()
            .map(|exception| {
                let note = exception.note.as_ref().map(|note| format!(", {note}"));
                vec![
                    exception.reference.clone(),
                    exception.title.clone(),
                    format!("{}{}", exception.status, note.unwrap_or_default()),
                    due(exception),
                    exception.commentary.clone().unwrap_or_default(),
                ]
            })
            .collect();
        table(
            &["Ref", "To be explained", "Status", "Due", "Commentary"],
            &rows,
        );
    }
}

fn due(exception: &quarterday_proto::position::Exception) -> String {
    let due = exception.due.map(|due| due.to_string()).unwrap_or_default();
    match exception.original_due {
        Some(original) => format!("{due} (originally {original})"),
        None => due,
    }
}

/// A printed percentage with its sign; a dash where there is none.
fn percent(printed: &str) -> String {
    if printed.is_empty() {
        "-".to_owned()
    } else {
        format!("{printed}%")
    }
}
