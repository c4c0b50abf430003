//! Subjects as people name them.

use quarterday_domain::{Plan, State};
use quarterday_proto::event::{item_subject, quarter_subject};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::route::StatutoryPost;

use crate::call::Call;
use crate::problem::Problem;

const EXPECTED: &str = "`council`, `action.<id>` or another opaque subject, or `<plan>/<ref>`, \
    `<plan>/<quarter>`, `plan/<plan>`, `person/<email>`, `amendment/<ref>`, `report/<ref>`, \
    `route/<name>`, `layout/<name>`, `delegation/<ref>`, `post/<post>`, `token/<name>`";

/// The subjects that a request asks for; none: all.
pub(super) fn asked(call: &Call) -> Result<Vec<String>, Problem> {
    let query = &call.query;
    let state = call.tenant()?.view.state();
    match (query.text("subject"), query.text("plan"), query.text("ref")) {
        (None, None, None) => Ok(Vec::new()),
        (Some(subject), None, None) => named(&state, subject).map(|subject| vec![subject]),
        (None, Some(plan), None) => Ok(all_of(&state, state.plan(plan)?)),
        (None, Some(plan), Some(reference)) => {
            let item = state.item(state.plan(plan)?, reference)?;
            Ok(vec![item_subject(item.kind, item.id)])
        }
        (None, None, Some(_)) => Err(Problem::query("ref", "it needs `plan`, the item's plan")),
        (Some(_), _, _) => Err(Problem::query(
            "subject",
            "it stands alone, without `plan` and `ref`",
        )),
    }
}

/// What an opaque subject is called now, in the words that [`asked`] takes.
pub(super) fn called(state: &State, subject: &str) -> Option<String> {
    let Some((kind, id)) = subject.split_once('.') else {
        return Some(subject.to_owned());
    };
    let plan = |id: &str| state.plan_by_id(id.parse().ok()?);
    match kind {
        "plan" => Some(format!("plan/{}", plan(id)?.details.reference)),
        "quarter" => {
            let (id, quarter) = id.split_once('-')?;
            let quarter = quarter.to_uppercase();
            Some(format!("{}/{quarter}", plan(id)?.details.reference))
        }
        "person" => {
            let person = state.person_by_id(id.parse().ok()?)?;
            Some(format!("person/{}", person.details.email))
        }
        "amendment" => {
            let mut amendments = state.amendments();
            let found = amendments.find(|one| one.id.to_string() == id)?;
            Some(format!("amendment/{}", found.reference))
        }
        "report" => {
            let report = state.report_by_id(id.parse().ok()?)?;
            Some(format!("report/{}", report.details.reference))
        }
        "delegation" => {
            let mut all = state.delegations().iter();
            let found = all.find(|one| one.id.to_string() == id)?;
            Some(format!("delegation/{}", found.reference))
        }
        "route" => {
            let found = state.routes().find(|one| one.id.to_string() == id)?;
            Some(format!("route/{}", found.route.route))
        }
        "layout" => {
            let found = state.layouts().find(|one| one.id.to_string() == id)?;
            Some(format!("layout/{}", found.layout.layout))
        }
        "post" => Some(format!("post/{id}")),
        "token" => {
            let token = state.tokens().find(|token| token.id.to_string() == id)?;
            Some(format!("token/{}", token.details.name))
        }
        _ => {
            let item = state.item_by_id(id.parse().ok()?)?;
            let plan = state.plan_by_id(item.plan)?;
            let reference = item.reference();
            Some(format!("{}/{reference}", plan.details.reference))
        }
    }
}

/// A plan with its items and quarters.
fn all_of(state: &State, plan: &Plan) -> Vec<String> {
    let mut subjects = vec![format!("plan.{}", plan.id)];
    subjects.extend(
        state
            .items_of(plan)
            .map(|item| item_subject(item.kind, item.id)),
    );
    subjects.extend(
        plan.quarters
            .keys()
            .map(|quarter| quarter_subject(plan.id, *quarter)),
    );
    subjects
}

fn named(state: &State, text: &str) -> Result<String, Problem> {
    let Some((first, rest)) = text.split_once('/') else {
        return opaque(text);
    };
    match first {
        "plan" if state.plan(rest).is_ok() => Ok(format!("plan.{}", state.plan(rest)?.id)),
        "person" => Ok(format!("person.{}", state.person(rest)?.id)),
        "amendment" => Ok(format!("amendment.{}", state.amendment(rest)?.id)),
        "token" => {
            let token = state.tokens().find(|token| token.details.name == rest);
            let unknown = || Problem::query("subject", format!("there is no token `{rest}`"));
            token
                .map(|token| format!("token.{}", token.id))
                .ok_or_else(unknown)
        }
        // A plan may be called as one of these kinds is.
        _ => match of_clearance(state, first, rest) {
            Some(subject) => Ok(subject),
            None => part_of_plan(state, text),
        },
    }
}

/// The subject of a report, a route, a layout, a delegation or a statutory post, where
/// there is one of this name.
fn of_clearance(state: &State, kind: &str, name: &str) -> Option<String> {
    match kind {
        "report" => Some(format!("report.{}", state.report(name).ok()?.id)),
        "route" => {
            let found = state.routes().find(|known| known.route.route == name)?;
            Some(format!("route.{}", found.id))
        }
        "layout" => {
            let found = state.layouts().find(|known| known.layout.layout == name)?;
            Some(format!("layout.{}", found.id))
        }
        "delegation" => {
            let mut all = state.delegations().iter();
            let found = all.find(|known| known.reference == name)?;
            Some(format!("delegation.{}", found.id))
        }
        "post" => {
            let post: StatutoryPost = name.parse().ok()?;
            Some(format!("post.{post}"))
        }
        _ => None,
    }
}

/// `<plan>/<ref>`: either may itself hold a slash.
fn part_of_plan(state: &State, text: &str) -> Result<String, Problem> {
    let splits = || {
        text.match_indices('/')
            .map(|(at, _)| (&text[..at], &text[at + 1..]))
    };
    for (plan, part) in splits() {
        let Ok(plan) = state.plan(plan) else { continue };
        if let Ok(item) = state.item(plan, part) {
            return Ok(item_subject(item.kind, item.id));
        }
        if let Ok(quarter) = part.parse::<Quarter>() {
            return Ok(quarter_subject(plan.id, quarter));
        }
    }
    // Says which of the two there is not, and what comes near.
    let mut known = splits().filter_map(|(plan, part)| Some((state.plan(plan).ok()?, part)));
    if let Some((plan, part)) = known.next() {
        state.item(plan, part)?;
    }
    let (plan, rest) = text.split_once('/').unwrap_or((text, ""));
    state.plan(if plan == "plan" { rest } else { plan })?;
    Err(Problem::query("subject", EXPECTED))
}

/// A subject as it stands in heads: `council`, or a kind and an id.
fn opaque(text: &str) -> Result<String, Problem> {
    let word = |text: &str, allowed: fn(u8) -> bool| {
        !text.is_empty() && text.len() <= 40 && text.bytes().all(allowed)
    };
    let letter = |byte: u8| byte.is_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fits = match text.split_once('.') {
        Some((kind, id)) => word(kind, letter) && word(id, plain),
        None => text == "council",
    };
    fits.then(|| text.to_owned())
        .ok_or_else(|| Problem::query("subject", EXPECTED))
}
