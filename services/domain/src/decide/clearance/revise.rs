//! Revising a report: what it voids, and minor corrections.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{MinorCorrection, ReviseReport};
use quarterday_proto::event::{Correction, Event, ReportRevised};
use quarterday_proto::id::PersonId;
use quarterday_proto::report::{ReportPeople, ReportState, Signatory, content_hash};
use quarterday_proto::role::CouncilRole;
use quarterday_proto::route::{FIGURES, HEADER};

use super::super::{Case, Decided, required};
use super::draft::{HASH_OF, check_content, known_roles, named};
use super::figure_names::check_figures;
use super::route::{counting, name_for};
use super::{lint_gate, not_published};
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
        let covers = case.state.covered(covers)?;
        if covers != report.details.covers {
            change.covers = Some(covers);
            keys.push(FIGURES.to_owned());
        }
    }
    let covers = change.covers.as_ref().unwrap_or(&report.details.covers);
    check_figures(case, covers, &command.content)?;
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
    let report_type = command.report_type.clone();
    let report_type = report_type.filter(|kind| *kind != report.details.report_type);
    let route = other_route(case, report, command)?;
    let (version, adopted) = match (&route, &report.route) {
        (Some(route), _) => counting(case, route)?,
        (None, Some(version)) => ((**version).clone(), None),
        (None, None) => counting(case, &report.details.route)?,
    };
    let signatories = match &command.signatories {
        None => {
            let named = report.details.signatories.keys();
            known_roles(&version, named)?;
            None
        }
        Some(signatories) => Some(named(case, &version, signatories)?),
    };
    let signatories = signatories.filter(|named| *named != report.details.signatories);
    if author.is_some() || sponsor.is_some() {
        keys.push(HEADER.to_owned());
    }
    keys.sort();
    keys.dedup();
    let people_change = author.is_some() || sponsor.is_some() || signatories.is_some();
    let moves = report_type.is_some() || route.is_some();
    if keys.is_empty() && !people_change && !moves {
        return Ok(Decided::default());
    }
    let minor = match &command.minor {
        None => None,
        Some(minor) => {
            if people_change || change.covers.is_some() || moves {
                return Err(not_minor(
                    "it changes who writes, sponsors or signs it, or what it covers or is",
                ));
            }
            Some(correction(case, report, minor, command)?)
        }
    };
    let voids = match minor {
        Some(_) => Vec::new(),
        // Another route has other roles, even where their keys are the same.
        None if route.is_some() => standing(report),
        None => voids(report, &keys, author),
    };
    let content = changed(report.content(), &change);
    let figures = match &change.covers {
        Some(covers) => case.state.figures(covers),
        None => report.figures.clone(),
    };
    // What is new to those who sign goes through the linter as the first text did.
    let goes_out = report.state == ReportState::Circulated && minor.is_none();
    let despite_lint = if goes_out {
        let covers = change.covers.as_ref().unwrap_or(&report.details.covers);
        let despite = command.despite_lint.as_deref();
        lint_gate::pass(case, report, &content, covers, despite)?
    } else {
        None
    };
    let people = ReportPeople {
        author: author.unwrap_or(report.details.author),
        sponsor: sponsor.or(report.details.sponsor),
    };
    let event = ReportRevised {
        report: report.id,
        version: report.edition().version + 1,
        changed: keys,
        change,
        author,
        sponsor,
        report_type,
        route,
        signatories,
        minor,
        voids,
        hash: content_hash(HASH_OF, &content, people, &figures),
        hash_of: HASH_OF,
        despite_lint,
    };
    let mut after = (**report).clone();
    after.revise(&event, Some(figures), case.recorded());
    let asked = case.asked(&after)?;
    let mut notes = notes(&event, report.state == ReportState::Circulated);
    notes.extend(fallen_to_all(report, &event));
    let mut events: Vec<Event> = adopted.into_iter().collect();
    events.push(Event::ReportRevised(event));
    events.extend(asked);
    Ok(Decided { events, notes })
}

/// The other route that a report is to take, where it changes.
///
/// # Errors
/// `QD0124` for a report that is being signed, `QD0051`.
fn other_route(
    case: &Case<'_>,
    report: &Report,
    command: &ReviseReport,
) -> Result<Option<String>, Rejection> {
    let details = &report.details;
    let report_type = command.report_type.as_ref();
    let report_type = report_type.filter(|kind| **kind != details.report_type);
    let route = match (&command.route, report_type) {
        (Some(route), _) => Some(route.clone()),
        // A report that took the route of its type takes that of its new one.
        (None, Some(report_type)) => {
            let by_type = name_for(case, None, &details.report_type) == details.route;
            by_type.then(|| name_for(case, None, report_type))
        }
        (None, None) => None,
    };
    let route = route.filter(|route| *route != details.route);
    if report.state == ReportState::Circulated && (route.is_some() || report_type.is_some()) {
        return Err(reject(
            Code::RouteInUse,
            format!(
                "report `{}` is being signed along route `{}` as type `{}`: withdraw it, then \
                 change its type or route and circulate it again",
                details.reference, details.route, details.report_type
            ),
        ));
    }
    Ok(route)
}

/// The roles whose sign-off stands.
fn standing(report: &Report) -> Vec<String> {
    let standing = report.signatures.iter();
    let standing = standing.filter(|signature| signature.voided_at.is_none());
    let mut roles: Vec<String> = standing.map(|signature| signature.role.clone()).collect();
    roles.sort();
    roles.dedup();
    roles
}

/// Says which changes concern every role for want of one that names them.
fn fallen_to_all(report: &Report, event: &ReportRevised) -> Option<String> {
    let route = report.route.as_ref().filter(|_| event.minor.is_none())?;
    let changed = event.changed.iter().map(String::as_str);
    let fallen: Vec<&str> = changed.filter(|key| route.falls_to_all(key)).collect();
    (!fallen.is_empty()).then(|| {
        format!(
            "no required role of route `{}` names {}: the change concerns every role",
            route.route,
            fallen.join(", ")
        )
    })
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
            keys.iter().any(|key| route.concerns(role, key))
                || (role.independent && by_author(&role.key))
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
    let roles = case.roles(by.id);
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

/// What came of a revision; sign-offs are asked for only while it is circulated.
fn notes(event: &ReportRevised, circulated: bool) -> Vec<String> {
    let what = if event.changed.is_empty() {
        "who signs it or where it goes changed".to_owned()
    } else {
        format!("{} changed", event.changed.join(", "))
    };
    let mut notes = vec![format!("version {}: {what}", event.version)];
    if let Some(route) = &event.route {
        notes.push(format!("it goes along route `{route}` now"));
    }
    if !event.voids.is_empty() {
        let voided = event.voids.join(", ");
        notes.push(match circulated {
            true => format!("sign-off is asked again of: {voided}"),
            false => {
                format!("no longer signed by: {voided}. They are asked again when it is circulated")
            }
        });
    }
    if event.minor.is_some() {
        notes.push(
            "a minor correction: sign-offs stand, and those who signed are shown it".to_owned(),
        );
    }
    notes
}
