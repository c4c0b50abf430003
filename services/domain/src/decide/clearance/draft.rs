//! Drafting a report.

use std::collections::{BTreeMap, BTreeSet};

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Cover, DraftReport};
use quarterday_proto::event::{Event, ReportDrafted};
use quarterday_proto::id::{PersonId, ReportId};
use quarterday_proto::report::{
    Covered, HashOf, ReportContent, ReportDetails, ReportPeople, content_hash,
};
use quarterday_proto::route::Route;

use super::super::{Case, Decided, required};
use super::figure_names::check_figures;
use super::remarks::remarks;
use super::route::{counting, name_for};
use crate::clearance::is_key;
use crate::position::check_quarter;
use crate::rejection::{Code, reject};
use crate::state::State;
use crate::state::report::is_reserved;

/// The type of a report that names none.
const REPORT_TYPE: &str = "performance";
/// What the hash of whatever is written from now on covers.
pub(super) const HASH_OF: HashOf = HashOf::ContentAndPeople;
/// The most sections of a report.
const SECTIONS_MAX: usize = 200;
/// The most quarters that a report covers.
const COVERS_MAX: usize = 100;
/// The most bytes of a report's content.
const CONTENT_BYTES_MAX: usize = 256 * 1024;
/// The most letters of a reference.
const REFERENCE_MAX: usize = 64;

pub(crate) fn draft(case: &Case<'_>, command: &DraftReport) -> Result<Decided, Rejection> {
    required(&command.report, "the report's reference")?;
    if command.report.chars().count() > REFERENCE_MAX {
        return Err(invalid(format!(
            "a reference has at most {REFERENCE_MAX} letters"
        )));
    }
    if case.state.report(&command.report).is_ok() {
        return Err(reject(
            Code::ReferenceTaken,
            format!("there is a report `{}` already", command.report),
        ));
    }
    let report_type = command.report_type.as_deref().unwrap_or(REPORT_TYPE);
    let route = name_for(case, command.route.as_deref(), report_type);
    let (version, adopted) = counting(case, &route)?;
    let author = case.state.person(&command.author)?.id;
    let sponsor = command.sponsor.as_deref();
    let sponsor = sponsor.map(|email| case.state.person(email)).transpose()?;
    let signatories = named(case, &version, &command.signatories)?;
    let covers = case.state.covered(&command.covers)?;
    check_content(&command.content)?;
    check_figures(case, &covers, &command.content)?;
    let sponsor = sponsor.map(|person| person.id);
    let people = ReportPeople { author, sponsor };
    let figures = case.state.figures(&covers);
    let hash = content_hash(HASH_OF, &command.content, people, &figures);
    let details = ReportDetails {
        reference: command.report.clone(),
        report_type: report_type.to_owned(),
        route,
        author,
        sponsor,
        signatories,
        covers,
    };
    let mut events: Vec<Event> = vec![Event::ReportDrafted(ReportDrafted {
        report: ReportId::derive(case.id, 0),
        details,
        content: command.content.clone(),
        hash,
        hash_of: HASH_OF,
    })];
    events.extend(adopted);
    Ok(Decided {
        events,
        notes: remarks(case, &command.content, &version),
    })
}

/// The people whom a report names for roles of its route.
pub(super) fn named(
    case: &Case<'_>,
    route: &Route,
    signatories: &BTreeMap<String, Vec<String>>,
) -> Result<BTreeMap<String, Vec<PersonId>>, Rejection> {
    known_roles(route, signatories.keys())?;
    let mut named = BTreeMap::new();
    for (role, emails) in signatories {
        let people = emails.iter().map(|email| case.state.person(email));
        let people: Result<Vec<PersonId>, Rejection> = people
            .map(|person| person.map(|person| person.id))
            .collect();
        named.insert(role.clone(), people?);
    }
    Ok(named)
}

/// Refuses a role that the route does not have.
pub(super) fn known_roles<'a>(
    route: &Route,
    mut roles: impl Iterator<Item = &'a String>,
) -> Result<(), Rejection> {
    let Some(unknown) = roles.find(|role| route.role(role).is_none()) else {
        return Ok(());
    };
    let known: Vec<&str> = route.roles().map(|(_, role)| role.key.as_str()).collect();
    Err(reject(
        Code::UnknownRole,
        format!(
            "route `{}` has no role `{unknown}`; its roles are {}",
            route.route,
            known.join(", ")
        ),
    ))
}

impl State {
    /// The quarters of plans that a report is to cover, by the plans' references.
    ///
    /// # Errors
    /// `QD0006`, `QD0033` and `QD0053`.
    pub fn covered(&self, covers: &[Cover]) -> Result<Vec<Covered>, Rejection> {
        if covers.len() > COVERS_MAX {
            return Err(invalid(format!(
                "a report covers at most {COVERS_MAX} quarters"
            )));
        }
        let mut covered = Vec::new();
        for cover in covers {
            let plan = self.plan(&cover.plan)?;
            check_quarter(plan, cover.quarter)?;
            let quarter = Covered {
                plan: plan.id,
                quarter: cover.quarter,
            };
            if covered.contains(&quarter) {
                return Err(invalid(format!(
                    "it covers {} of plan `{}` twice",
                    cover.quarter, cover.plan
                )));
            }
            covered.push(quarter);
        }
        Ok(covered)
    }
}

/// Refuses content that cannot be kept or told apart.
pub(super) fn check_content(content: &ReportContent) -> Result<(), Rejection> {
    if content.title.trim().is_empty() {
        return Err(invalid("it has no title".to_owned()));
    }
    if content.sections.len() > SECTIONS_MAX {
        return Err(invalid(format!(
            "a report has at most {SECTIONS_MAX} sections"
        )));
    }
    let bytes = content.title.len()
        + content
            .header
            .fields
            .iter()
            .map(|(key, text)| key.len() + text.len())
            .sum::<usize>()
        + content
            .sections
            .iter()
            .map(|section| section.heading.len() + section.text.len())
            .sum::<usize>();
    if bytes > CONTENT_BYTES_MAX {
        return Err(invalid(format!(
            "it has {bytes} bytes of text, and at most {CONTENT_BYTES_MAX} are kept"
        )));
    }
    let mut keys = BTreeSet::new();
    for section in &content.sections {
        let key = section.key.as_str();
        if !is_key(key) || is_reserved(key) {
            return Err(invalid(format!(
                "a section has the key `{key}`: 1 to 64 of a-z, 0-9, - and _ are a key, and \
                 `figures` and `header` stand for something else"
            )));
        }
        if !keys.insert(key) {
            return Err(invalid(format!("two sections have the key `{key}`")));
        }
    }
    Ok(())
}

pub(super) fn invalid(why: String) -> Rejection {
    reject(Code::ReportInvalid, format!("the report: {why}"))
}
