//! Blocks of items: missing figures, missed targets, risks, amendments,
//! targets.

use std::collections::BTreeMap;

use quarterday_proto::item::Kind;
use quarterday_proto::scheme::Axis;

use super::document::{Run, Table};
use super::facts::{ItemFacts, PlanFacts};
use super::sentence::{capital, counted, day, list};

/// Rows on exempt items that a public rendering prints in their place.
const EXEMPT: &str = "Exempt; see the restricted appendix";

/// Who reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    pub(super) restricted: bool,
    pub(super) as_words: bool,
}

impl Reader {
    fn hides(self, item: &ItemFacts) -> bool {
        item.exempt_paragraph.is_some() && !self.restricted
    }

    fn title(self, item: &ItemFacts) -> String {
        match self.hides(item) {
            true => EXEMPT.to_owned(),
            false => item.title.clone(),
        }
    }

    fn commentary(self, item: &ItemFacts) -> String {
        match self.hides(item) {
            true => String::new(),
            false => item.commentary.clone().unwrap_or_default(),
        }
    }
}

/// Missing figures: the count of each reason, with what is missing.
pub(super) fn without_data(plan: &PlanFacts, reader: Reader) -> Vec<Vec<Run>> {
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for item in plan.items.iter().filter(|item| item.kind == Kind::Measure) {
        if let Some(reason) = &item.unavailable {
            by_reason
                .entry(reason)
                .or_default()
                .push(reader.title(item));
        }
    }
    let lines = by_reason.iter().map(|(reason, titles)| {
        let count = counted(titles.len() as u32, "measure", reader.as_words);
        vec![
            Run::bold(capital(reason)),
            Run::plain(format!(" ({count}): {}", titles.join("; "))),
        ]
    });
    lines.collect()
}

/// Measures that missed their target, with actual, target, forecast, reason
/// and remedy.
pub(super) fn below_target(plan: &PlanFacts, reader: Reader) -> Vec<Vec<Run>> {
    let own = plan.figures.own_positions();
    let mut targets =
        own.filter(|position| position.kind == Kind::Measure && position.axis == Axis::Target);
    let Some(position) = targets.next() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for exception in &position.exceptions {
        let mut items = plan.items.iter();
        let Some(item) = items.find(|item| item.reference == exception.reference) else {
            continue;
        };
        let figures = &item.figures;
        let mut said: Vec<String> = Vec::new();
        match (&figures.actual, &figures.target) {
            (Some(actual), Some(target)) => {
                let provisional = if figures.provisional {
                    " (provisional)"
                } else {
                    ""
                };
                said.push(format!(
                    "{actual} against a target of {target}{provisional}"
                ));
            }
            (Some(actual), None) => said.push(actual.clone()),
            (None, _) => said.push("no figure was given".to_owned()),
        }
        if let Some(forecast) = &figures.forecast {
            said.push(format!("forecast for the year's end {forecast}"));
        }
        let commentary = reader.commentary(item);
        let mut runs = vec![
            Run::bold(reader.title(item)),
            Run::plain(format!(": {}.", said.join(", "))),
        ];
        if !commentary.is_empty() {
            runs.push(Run::plain(format!(" {commentary}")));
        }
        lines.push(runs);
    }
    lines
}

/// Risks that came onto the register, left it or were redefined.
pub(super) fn risks(plan: &PlanFacts, reader: Reader) -> Vec<Vec<Run>> {
    let (first, last) = (plan.quarter.first_day(), plan.quarter.last_day());
    let within = |on: Option<jiff::civil::Date>| on.filter(|on| (first..=last).contains(on));
    let mut lines = Vec::new();
    for item in plan.items.iter().filter(|item| item.kind == Kind::Risk) {
        let mut said: Vec<String> = Vec::new();
        if let Some(on) = within(item.start) {
            let by = item.board.as_ref().map(|board| format!(" by the {board}"));
            said.push(format!(
                "escalated{} on {}",
                by.unwrap_or_default(),
                day(on)
            ));
        }
        if let Some(on) = within(item.completed_on) {
            said.push(format!("de-escalated on {}", day(on)));
        }
        if !item.old_titles.is_empty() {
            let old: Vec<String> = item
                .old_titles
                .iter()
                .map(|old| format!("“{old}”"))
                .collect();
            said.push(format!("redefined; it read {}", list(&old)));
        }
        if said.is_empty() {
            continue;
        }
        let aliases = match item.aliases.as_slice() {
            [] => String::new(),
            aliases => format!(" (also {})", list(aliases)),
        };
        lines.push(vec![
            Run::bold(format!(
                "{}{aliases}: {}",
                item.reference,
                reader.title(item)
            )),
            Run::plain(format!(
                ": {}. {}",
                said.join("; "),
                reader.commentary(item)
            )),
        ]);
    }
    lines
}

/// Amendments that wait for a decision.
pub(super) fn amendments(plans: &[PlanFacts]) -> Option<Table> {
    let all = plans.iter().flat_map(|plan| &plan.amendments);
    let rows: Vec<Vec<String>> = all
        .map(|amendment| {
            vec![
                amendment.items.join("\n"),
                amendment.proposed.join("\n"),
                amendment.rationale.clone(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Changes proposed for approval".to_owned(),
        sheet: None,
        header: ["Item", "Proposed change", "Rationale"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    })
}

/// The targets of measures. `only_provisional` leaves out those approved.
pub(super) fn targets(
    plans: &[PlanFacts],
    reader: Reader,
    only_provisional: bool,
) -> Option<Table> {
    let mut rows = Vec::new();
    for plan in plans {
        for item in plan.items.iter().filter(|item| item.kind == Kind::Measure) {
            let figures = &item.figures;
            if only_provisional && !(figures.provisional && figures.target.is_some()) {
                continue;
            }
            let standing = match (&figures.target, &item.no_target, figures.provisional) {
                (Some(_), _, true) => "Provisional".to_owned(),
                (Some(_), _, false) => "Approved".to_owned(),
                (None, Some(reason), _) => capital(reason),
                (None, None, _) if figures.annual_target.is_some() => "Annual only".to_owned(),
                (None, None, _) => "No target".to_owned(),
            };
            rows.push(vec![
                item.reference.clone(),
                reader.title(item),
                figures.target.clone().unwrap_or_default(),
                figures.annual_target.clone().unwrap_or_default(),
                standing,
            ]);
        }
    }
    (!rows.is_empty()).then(|| Table {
        caption: "Targets of the measures".to_owned(),
        sheet: None,
        header: [
            "Ref",
            "Measure",
            "Target of the quarter",
            "Annual target",
            "Standing",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
    })
}

/// All items of a kind, or of every kind, with how they stand.
pub(super) fn table(plan: &PlanFacts, kind: Option<Kind>, reader: Reader) -> Option<Table> {
    let items: Vec<&ItemFacts> = plan
        .items
        .iter()
        .filter(|item| kind.is_none_or(|kind| kind == item.kind))
        .collect();
    let has = |some: &dyn Fn(&ItemFacts) -> bool| items.iter().any(|item| some(item));
    let mixed = has(&|item| item.kind != items[0].kind);
    let figures = has(&|item| item.kind == Kind::Measure);
    let dated = has(&|item| item.due.is_some());
    let progress = has(&|item| item.figures.complete.is_some());
    let (kinds, first) = match kind.or(items.first().map(|item| item.kind)) {
        Some(kind) if !mixed => (
            format!("{}s", capital(kind.as_str())),
            capital(kind.as_str()),
        ),
        _ => ("Items".to_owned(), "Title".to_owned()),
    };
    let mut header = vec!["Ref".to_owned(), first];
    let mut column = |on: bool, name: &str| {
        if on {
            header.push(name.to_owned());
        }
    };
    column(mixed, "Kind");
    column(true, "Owner");
    column(dated, "Due");
    column(figures, "Actual");
    column(figures, "Target");
    column(figures, "Forecast");
    column(progress, "Complete");
    column(true, "Status");
    column(true, "Commentary");
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let mut row = vec![item.reference.clone(), reader.title(item)];
            let mut cell = |on: bool, text: Option<String>| {
                if on {
                    row.push(text.unwrap_or_default());
                }
            };
            let target = item.figures.target.clone();
            let target = target.map(|target| match item.figures.provisional {
                true => format!("{target} (provisional)"),
                false => target,
            });
            let due = item.due.map(|due| match item.original_due {
                Some(original) => format!("{} (first {})", day(due), day(original)),
                None => day(due),
            });
            let aliases = match item.aliases.as_slice() {
                [] => String::new(),
                aliases => format!("Also {}. ", list(aliases)),
            };
            cell(mixed, Some(capital(item.kind.as_str())));
            cell(true, item.owner.clone());
            cell(dated, due);
            cell(figures, item.figures.actual.clone());
            cell(figures, target);
            cell(figures, item.figures.forecast.clone());
            cell(progress, item.figures.complete.clone());
            cell(true, Some(status(plan, item)));
            cell(true, Some(format!("{aliases}{}", reader.commentary(item))));
            row
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: format!("{kinds} of the {}", plan.title),
        sheet: None,
        header,
        rows,
    })
}

/// How an item stands on each axis, and why it has no figure.
fn status(plan: &PlanFacts, item: &ItemFacts) -> String {
    let stands = plan.status(&item.reference, item.kind);
    let words: Vec<String> = stands
        .iter()
        .map(|(status, label)| match super::chart::is_colour(status) {
            true if !label.eq_ignore_ascii_case(status) => capital(status),
            _ => capital(label),
        })
        .collect();
    match &item.unavailable {
        Some(reason) => format!("Data not available: {reason}"),
        None => words.join("; "),
    }
}
