//! Revising a report: what it voids, and minor corrections.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{MinorCorrection, ReviseReport};
use quarterday_proto::event::{Correction, Event, ReportRevised};
use quarterday_proto::id::PersonId;
use quarterday_proto::report::{Signatory, content_hash};
use quarterday_proto::role::CouncilRole;
use quarterday_proto::route::{FIGURES, HEADER};

use super::super::{Case, Decided, required};
use super::draft::{check_content, covered, named};
use super::not_published;
use super::route::counting;
use crate::clearance::check_minor;
use crate::rejection::{Code, reject};
use crate::state::Report;
use crate::state::report::{changed, difference};

pub(crate) fn revise(case: &Case<'_>, command: &ReviseReport) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    not_published(report)?;
    case.fresh(report.changed_at, "the report")?;
    check_content(&command.content)?;
    let (mut change, mut keys) = difference(report.content(), &command.content);
    if let Some(covers) = &command.covers {
        let covers = covered(case, covers)?;
        if covers != report.details.covers {
            change.covers = Some(covers);
            keys.push(FIGURES.to_owned());
        }
    }
    let person = |email: &Option<String>, now: Option<PersonId>| {
        let other = email
            .as_deref()
            .map(|email| case.state.person(email))
            .transpose()?;
        Ok::<_, Rejection>(
            other
                .map(|other| other.id)
                .filter(|other| Some(*other) != now),
        )
    };
    let author = person(&command.author, Some(report.details.author))?;
    let sponsor = person(&command.sponsor, report.details.sponsor)?;
    let signatories = match &command.signatories {
        None => None,
        Some(signatories) => {
            let route = match &report.route {
                Some(route) => (**route).clone(),
                None => counting(case, &report.details.route)?.0,
            };
            Some(named(case, &route, signatories)?)
        }
    };
    let signatories = signatories.filter(|named| *named != report.details.signatories);
    if author.is_some() || sponsor.is_some() {
        keys.push(HEADER.to_owned());
    }
    keys.sort();
    keys.dedup();
    let people_change = author.is_some() || sponsor.is_some() || signatories.is_some();
    if keys.is_empty() && !people_change {
        return Ok(Decided::default());
    }
    let minor = match &command.minor {
        None => None,
        Some(minor) => {
            if people_change || change.covers.is_some() {
                return Err(not_minor(
                    "it changes who writes, sponsors or signs it, or what it covers",
                ));
            }
            Some(correction(case, report, minor, command)?)
        }
    };
    let voids = match minor {
        Some(_) => Vec::new(),
        None => voids(report, &keys, author),
    };
    let content = changed(report.content(), &change);
    let figures = match &change.covers {
        Some(covers) => case.state.figures(covers),
        None => report.figures.clone(),
    };
    let event = ReportRevised {
        report: report.id,
        version: report.edition().version + 1,
        changed: keys,
        change,
        author,
        sponsor,
        signatories,
        minor,
        voids,
        hash: content_hash(&content, &figures),
    };
    let mut after = (**report).clone();
    after.revise(&event, Some(figures), case.recorded());
    let asked = case.asked(&after)?;
    let notes = notes(&event);
    let mut events = vec![Event::ReportRevised(event)];
    events.extend(asked);
    Ok(Decided { events, notes })
}

/// The roles whose sign-off stands and is about what changes; a new author's
/// own independent sign-offs too.
fn voids(report: &Report, keys: &[String], author: Option<PersonId>) -> Vec<String> {
    let Some(route) = &report.route else {
        return Vec::new();
    };
    let by_author = |role: &str| {
        let mut standing = report.standing(role);
        standing.any(|signature| match &signature.by {
            Signatory::Person {
                person, acting_for, ..
            } => Some(*person) == author || (acting_for.is_some() && *acting_for == author),
            Signatory::Body { .. } => false,
        })
    };
    route
        .roles()
        .map(|(_, role)| role)
        .filter(|role| report.standing(&role.key).next().is_some())
        .filter(|role| {
            keys.iter().any(|key| role.is_about(key)) || (role.independent && by_author(&role.key))
        })
        .map(|role| role.key.clone())
        .collect()
}

fn correction(
    case: &Case<'_>,
    report: &Report,
    minor: &MinorCorrection,
    command: &ReviseReport,
) -> Result<Correction, Rejection> {
    required(&minor.reason, "what the correction corrects")?;
    let by = case.state.person(&minor.by)?;
    let roles = case.state.roles_on(by.id, case.today);
    if !roles.contains(&CouncilRole::DemocraticServices) {
        return Err(reject(
            Code::NotDemocraticServices,
            format!(
                "{} is not of democratic services, by role or by the council's settings \
                 (`democratic_services`): an edit by anyone else asks for sign-offs again",
                by.details.post
            ),
        ));
    }
    check_minor(case.state, report.content(), &command.content).map_err(|why| not_minor(&why))?;
    Ok(Correction {
        by: by.id,
        reason: minor.reason.clone(),
    })
}

fn not_minor(why: &str) -> Rejection {
    reject(
        Code::NotMinor,
        format!(
            "this is no minor correction: {why}. Send it as an edit, which asks for sign-offs again"
        ),
    )
}

fn notes(event: &ReportRevised) -> Vec<String> {
    let what = if event.changed.is_empty() {
        "its people changed".to_owned()
    } else {
        format!("{} changed", event.changed.join(", "))
    };
    let mut notes = vec![format!("version {}: {what}", event.version)];
    if !event.voids.is_empty() {
        notes.push(format!(
            "sign-off is asked again of: {}",
            event.voids.join(", ")
        ));
    }
    if event.minor.is_some() {
        notes.push(
            "a minor correction: sign-offs stand, and those who signed are shown it".to_owned(),
        );
    }
    notes
}
