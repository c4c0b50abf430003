//! Clearance of reports: drafted, circulated, signed, published.

mod body;
mod circulate;
mod delegate;
mod draft;
mod figure_names;
mod figures;
mod give_back;
mod layout;
mod lint_gate;
mod post;
mod publish;
mod reassign;
mod remarks;
mod revise;
mod route;
mod sign;
mod signatory;

pub(super) use body::record_body_decision;
pub(super) use circulate::circulate;
pub(super) use delegate::{delegate, end_delegation};
pub(super) use draft::draft;
pub(super) use figures::{closed, reopened};
pub(super) use give_back::{return_report, withdraw};
pub(super) use layout::adopt_layout;
pub(super) use post::appoint;
pub(super) use publish::{publish, record_outcome, record_urgency};
pub(super) use reassign::{passed_on, reassign};
pub(super) use revise::revise;
pub(super) use route::adopt;
pub(super) use sign::sign_off;

use quarterday_proto::answer::Rejection;
use quarterday_proto::event::{Event, Recorded};
use quarterday_proto::report::ReportState;
use quarterday_proto::route::Role;

use super::Case;
use crate::clearance::{due_requests, request_event};
use crate::rejection::{Code, reject};
use crate::state::Report;

/// Refuses what is published.
fn not_published(report: &Report) -> Result<(), Rejection> {
    if report.state != ReportState::Published {
        return Ok(());
    }
    Err(reject(
        Code::ReportPublished,
        format!(
            "report `{}` is published: what was published stays",
            report.details.reference
        ),
    ))
}

/// Refuses what is not with its signatories.
fn circulated(report: &Report) -> Result<(), Rejection> {
    not_published(report)?;
    if report.state == ReportState::Circulated {
        return Ok(());
    }
    Err(reject(
        Code::ReportNotCirculated,
        format!(
            "report `{}` is {}, so nobody is asked to sign it: circulate it first",
            report.details.reference,
            if report.state == ReportState::Returned {
                "returned to its author"
            } else {
                "a draft"
            }
        ),
    ))
}

/// A role of a circulated report.
fn role_of<'a>(report: &'a Report, key: &str) -> Result<(usize, &'a Role), Rejection> {
    let route = report.route.as_ref();
    let found = route.and_then(|route| route.role(key));
    found.ok_or_else(|| {
        let known = route.iter().flat_map(|route| route.roles());
        let known: Vec<&str> = known.map(|(_, role)| role.key.as_str()).collect();
        reject(
            Code::UnknownRole,
            format!(
                "the route of report `{}` has no role `{key}`; its roles are {}",
                report.details.reference,
                known.join(", ")
            ),
        )
    })
}

impl Case<'_> {
    /// Where and when the commit of this decision will be.
    fn recorded(&self) -> Recorded {
        Recorded {
            place: self.state.head() + 1,
            at: self.now,
        }
    }

    /// The event of the requests that a report makes after an event of its own.
    fn asked_after(&self, report: &Report, event: &Event) -> Result<Option<Event>, Rejection> {
        let mut after = report.clone();
        after.evolve(event, self.recorded());
        self.asked(&after)
    }

    /// The event of the requests that a report makes as it is.
    fn asked(&self, report: &Report) -> Result<Option<Event>, Rejection> {
        if report.state != ReportState::Circulated {
            return Ok(None);
        }
        let requests = due_requests(self.state, report, self.today, None)?;
        Ok(request_event(report, requests, self.today))
    }

    /// Refuses while a quarter that a report covers is open.
    fn figures_closed(&self, report: &Report) -> Result<(), Rejection> {
        let open = self
            .state
            .figures(&report.details.covers)
            .into_iter()
            .find(|figures| figures.closing == 0);
        let Some(open) = open else {
            return Ok(());
        };
        let plan = self.state.plan_by_id(open.plan);
        let plan = plan.map_or("", |plan| plan.details.reference.as_str());
        Err(reject(
            Code::FiguresOpen,
            format!(
                "report `{}` covers {} of plan `{plan}`, which is not closed: its figures may \
                 still change, so close it first",
                report.details.reference, open.quarter
            ),
        ))
    }
}
