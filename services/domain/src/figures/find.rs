//! The figure that a name stands for.

use quarterday_proto::item::Kind;
use quarterday_proto::position::Position;
use rust_decimal::Decimal;

use super::facts::PlanFigures;
use crate::state::distance;

/// How many near names are said.
const NEAR_MAX: usize = 3;

/// A name that stands for no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What stands between the braces.
    pub name: String,
    /// Why it stands for nothing, and what would.
    pub why: String,
}

/// A count as a name finds it.
struct Found {
    plan: String,
    kind: Kind,
    count: u32,
    percent: String,
}

/// The figure that a name stands for.
///
/// # Errors
/// A [`Fault`] with the nearest names.
pub fn figure(name: &str, plans: &[PlanFigures], of: Option<&str>) -> Result<String, Fault> {
    let fault = |why: String| Fault {
        name: name.to_owned(),
        why,
    };
    if plans.is_empty() {
        return Err(fault("the report covers no quarter".to_owned()));
    }
    let (asked, plans) = of_plan(name, plans, of);
    if let Some((words, label)) = asked.split_once(" by ")
        && let Some((one, many)) = words.split_once('|')
    {
        let found = counted(label, false, &plans).map_err(fault)?;
        return Ok(if found.count == 1 { one } else { many }.to_owned());
    }
    let (before, asked) = match asked.strip_prefix("before ") {
        Some(rest) => (true, rest),
        None => (false, asked),
    };
    let (what, of_what) = asked.split_once(' ').unwrap_or((asked, ""));
    match what {
        "percent" | "count" | "figure" => {
            let found = counted(of_what, before, &plans).map_err(fault)?;
            if found.percent.is_empty() && what != "count" {
                return Err(fault(format!(
                    "no item counts, so `{of_what}` has no percentage"
                )));
            }
            Ok(match what {
                "percent" => format!("{}%", found.percent),
                "count" => found.count.to_string(),
                _ => format!("{}% ({})", found.percent, found.count),
            })
        }
        "versus" => {
            let now = counted(of_what, false, &plans).map_err(fault)?;
            let then = counted(of_what, true, &plans).map_err(fault)?;
            Ok(versus(&now.percent, &then.percent))
        }
        "total" | "reported" | "missing" => total(what, of_what, &plans).map_err(fault),
        "actual" | "target" | "forecast" | "complete" => item(what, of_what, &plans).map_err(fault),
        _ => Err(fault(format!(
            "a figure begins with percent, count, figure, before, versus, total, reported, missing, \
             actual, target, forecast or complete, and `{what}` is none of these"
        ))),
    }
}

/// The name without its plan, and the plans that it may be of.
fn of_plan<'a, 'p>(
    name: &'a str,
    plans: &'p [PlanFigures],
    of: Option<&str>,
) -> (&'a str, Vec<&'p PlanFigures>) {
    let of_one = |reference: &str| -> Vec<&'p PlanFigures> {
        let same = plans.iter().filter(|known| known.plan == reference);
        same.max_by_key(|known| known.quarter).into_iter().collect()
    };
    if let Some((rest, reference)) = name.rsplit_once(" of ") {
        let found = of_one(reference.trim());
        if !found.is_empty() {
            return (rest.trim(), found);
        }
    }
    match of.map(of_one) {
        Some(found) if !found.is_empty() => (name, found),
        _ => (name, plans.iter().collect()),
    }
}

fn counted(label: &str, before: bool, plans: &[&PlanFigures]) -> Result<Found, String> {
    let wanted = label.trim().to_lowercase();
    let mut all: Vec<(String, Found)> = Vec::new();
    for plan in plans {
        for position in plan.own_positions() {
            all.extend(names(plan, position, before));
        }
    }
    let mut found: Vec<&(String, Found)> = all
        .iter()
        .filter(|(name, found)| matches(name, found.kind, &wanted))
        .collect();
    // A group that is called as a status of the same position is the group.
    found.dedup_by(|a, b| {
        a.0 == b.0 && a.1.kind == b.1.kind && a.1.plan == b.1.plan && a.1.count == b.1.count
    });
    match found.as_slice() {
        [(_, found)] => Ok(Found {
            plan: found.plan.clone(),
            kind: found.kind,
            count: found.count,
            percent: found.percent.clone(),
        }),
        [] if before && all.is_empty() => {
            Err("the quarter before is not closed, or has no such figures".to_owned())
        }
        [] => {
            let known = all.iter().map(|(name, _)| name.as_str());
            Err(format!(
                "no status or group is called `{label}`{}",
                near(&wanted, known)
            ))
        }
        several => {
            let told: Vec<String> = several
                .iter()
                .map(|(name, found)| format!("{}s {name} of {}", found.kind, found.plan))
                .collect();
            Err(format!(
                "several figures are called so: say `{}`",
                told.join("` or `")
            ))
        }
    }
}

/// The names of a position's groups and statuses, with their counts.
fn names(plan: &PlanFigures, position: &Position, before: bool) -> Vec<(String, Found)> {
    let (groups, parts) = match (before, &position.previous) {
        (false, _) => (&position.groups, &position.parts),
        (true, Some(previous)) => (&previous.groups, &previous.parts),
        (true, None) => return Vec::new(),
    };
    let found = |count: u32, percent: &str| Found {
        plan: plan.plan.clone(),
        kind: position.kind,
        count,
        percent: percent.to_owned(),
    };
    let mut named: Vec<(String, Found)> = groups
        .iter()
        .map(|group| {
            (
                group.label.to_lowercase(),
                found(group.count, &group.percent),
            )
        })
        .collect();
    for part in parts {
        for name in [part.label.to_lowercase(), part.status.to_lowercase()] {
            if named.iter().all(|(known, _)| *known != name) {
                named.push((name, found(part.count, &part.percent)));
            }
        }
    }
    named
}

/// How a percentage compares with that of the quarter before.
fn versus(now: &str, then: &str) -> String {
    let number = |text: &str| text.parse::<Decimal>().ok();
    match number(now).zip(number(then)) {
        Some((now, then)) if now > then => format!("up from {then}%"),
        Some((now, then)) if now < then => format!("down from {then}%"),
        Some(_) => format!("as {then}%"),
        None => "with no figure to compare for".to_owned(),
    }
}

fn matches(name: &str, kind: Kind, wanted: &str) -> bool {
    if name == wanted {
        return true;
    }
    let rest = wanted.strip_prefix(kind.as_str());
    let rest = rest.map(|rest| rest.strip_prefix('s').unwrap_or(rest));
    rest.and_then(|rest| rest.strip_prefix(' ')) == Some(name)
}

fn total(what: &str, kind: &str, plans: &[&PlanFigures]) -> Result<String, String> {
    let kind = kind.trim().to_lowercase();
    let kind = kind.strip_suffix('s').unwrap_or(&kind);
    let found: Vec<&Position> = plans
        .iter()
        .filter_map(|plan| {
            let mut own = plan.own_positions();
            own.find(|position| position.kind.as_str() == kind)
        })
        .collect();
    let count = |position: &Position| match what {
        "total" => position.total,
        "reported" => position.denominator,
        _ => position.total - position.denominator,
    };
    match found.as_slice() {
        [position] => Ok(count(position).to_string()),
        [] => Err(format!(
            "no covered plan has items of the kind `{kind}`; kinds are actions, milestones, \
             measures, projects and risks"
        )),
        _ => Err("several plans have such items: add `of` and the plan".to_owned()),
    }
}

fn item(what: &str, reference: &str, plans: &[&PlanFigures]) -> Result<String, String> {
    let reference = reference.trim();
    let mut found = plans.iter().filter_map(|plan| plan.items.get(reference));
    let Some(item) = found.next() else {
        let known = plans.iter().flat_map(|plan| plan.items.keys());
        let near = near(reference, known.map(String::as_str));
        return Err(format!("no covered plan has an item `{reference}`{near}"));
    };
    if found.next().is_some() {
        return Err("several plans have such an item: add `of` and the plan".to_owned());
    }
    let value = match what {
        "actual" => &item.actual,
        "target" => &item.target,
        "forecast" => &item.forecast,
        _ => &item.complete,
    };
    let value = value.clone();
    value.ok_or_else(|| format!("item `{reference}` has no {what} in the quarter"))
}

/// The nearest names, ready to be added to a sentence.
fn near<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    known.sort_by_key(|name| distance(wanted, name));
    known.truncate(NEAR_MAX);
    if known.is_empty() {
        return String::new();
    }
    format!("; near to it are `{}`", known.join("`, `"))
}
