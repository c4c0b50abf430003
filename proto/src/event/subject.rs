//! Which subjects an event belongs to.

use super::Event;
use crate::id::{ItemId, PlanId, ReportId, ScheduleId};
use crate::item::Kind;
use crate::quarter::Quarter;

impl Event {
    /// The opaque subject that the event belongs to, for example
    /// `action.5h2k0c1m9v3xy`.
    pub fn subject(&self) -> String {
        match self {
            Self::CouncilEstablished(_) | Self::CouncilConfigured(_) | Self::CouncilLookSet(_) => {
                "council".to_owned()
            }
            Self::SchemeAdopted(event) => format!("scheme.{}", event.id),
            Self::PersonRegistered(event) | Self::PersonChanged(event) => {
                format!("person.{}", event.person)
            }
            Self::PersonHandedOver(event) => format!("person.{}", event.from),
            Self::PlanAdded(event) | Self::PlanChanged(event) => format!("plan.{}", event.plan),
            Self::PlanApproved(event) => format!("plan.{}", event.plan),
            Self::PlanClosed(event) => format!("plan.{}", event.plan),
            Self::ItemAdded(event) | Self::ItemChanged(event) => {
                item_subject(event.definition.kind, event.item)
            }
            Self::TargetSet(event) => item_subject(event.kind, event.item),
            Self::ItemObserved(event) => item_subject(event.kind, event.item),
            Self::ItemConcluded(event) => item_subject(event.kind, event.item),
            Self::QuarterOpened(event) => quarter_subject(event.plan, event.quarter),
            Self::QuarterClosed(event) => quarter_subject(event.plan, event.quarter),
            Self::PositionFrozen(event) => quarter_subject(event.plan, event.quarter),
            Self::QuarterReopened(event) => quarter_subject(event.plan, event.quarter),
            Self::QuarterPublished(event) => quarter_subject(event.plan, event.quarter),
            Self::QuarterRestated(event) => quarter_subject(event.plan, event.quarter),
            Self::AmendmentProposed(event) => format!("amendment.{}", event.amendment),
            Self::AmendmentDecided(event) => format!("amendment.{}", event.amendment),
            Self::AmendmentApplied(event) => format!("amendment.{}", event.amendment),
            Self::RouteAdopted(event) => format!("route.{}", event.id),
            Self::LayoutAdopted(event) => format!("layout.{}", event.id),
            Self::PostAppointed(event) => format!("post.{}", event.post),
            Self::ReportDrafted(event) => report_subject(event.report),
            Self::ReportRevised(event) => report_subject(event.report),
            Self::ReportCirculated(event) => report_subject(event.report),
            Self::SignOffRequested(event) => report_subject(event.report),
            Self::ReportSignedOff(event) => report_subject(event.report),
            Self::SignOffsVoided(event) => report_subject(event.report),
            Self::ReportReturned(event) => report_subject(event.report),
            Self::ReportWithdrawn(event) => report_subject(event.report),
            Self::StepReassigned(event) => report_subject(event.report),
            Self::UrgencyRecorded(event) => report_subject(event.report),
            Self::ReportPublished(event) => report_subject(event.report),
            Self::OutcomeRecorded(event) => report_subject(event.report),
            Self::DelegationGiven(event) => format!("delegation.{}", event.delegation),
            Self::DelegationEnded(event) => format!("delegation.{}", event.delegation),
            Self::TokenIssued(event) => format!("token.{}", event.token),
            Self::TokenRevoked(event) => format!("token.{}", event.token),
            Self::TokenUsed(event) => format!("token.{}", event.token),
            Self::ScheduleAdopted(event) => schedule_subject(&event.schedule.schedule),
            Self::ScheduleAsked(event) => schedule_subject(&event.schedule),
            Self::ScheduleRan(event) => schedule_subject(&event.schedule),
            Self::DigestClaimed(event) => format!("digest.{}", event.digest),
            Self::DigestSent(event) => format!("digest.{}", event.digest),
            Self::DigestFailed(event) => format!("digest.{}", event.digest),
            Self::DigestDropped(event) => format!("digest.{}", event.digest),
            Self::PersonMailBounced(event) => format!("person.{}", event.person),
            Self::PersonMailRestored(event) => format!("person.{}", event.person),
            Self::PersonAbsenceRecorded(event) => format!("person.{}", event.person),
            Self::LinkUsed(event) => format!("link.{}", event.link),
            Self::RoleGranted(event) | Self::RoleRevoked(event) => {
                format!("person.{}", event.person)
            }
            Self::SignInRequested(event) => format!("person.{}", event.person),
            Self::SignInMailed(event) => format!("person.{}", event.person),
            Self::SignInRefused(event) => match event.person {
                Some(person) => format!("person.{person}"),
                None => "council".to_owned(),
            },
            Self::AccountBound(event) => format!("person.{}", event.person),
            Self::AccountUnbound(event) => format!("person.{}", event.person),
            Self::AccessRefused(event) => match (event.person, event.token) {
                (Some(person), _) => format!("person.{person}"),
                (None, Some(token)) => format!("token.{token}"),
                (None, None) => "council".to_owned(),
            },
            Self::SessionOpened(event) => format!("session.{}", event.session),
            Self::SessionRenewed(event) => format!("session.{}", event.session),
            Self::SessionEnded(event) => format!("session.{}", event.session),
        }
    }

    /// The other subjects that the event bears on, for the audit trail: the
    /// items of an amendment, the plan of a quarter, an item or an amendment,
    /// the quarters of a report, and the people who sign, return or delegate.
    pub fn also_concerns(&self, mut add: impl FnMut(String)) {
        match self {
            Self::PersonHandedOver(event) => {
                add(format!("person.{}", event.to));
                let others = event.line_manager_of.iter().chain(&event.deputy_of);
                others.for_each(|person| add(format!("person.{person}")));
                for report in &event.reports {
                    add(report_subject(*report));
                }
            }
            Self::PostAppointed(event) => add(format!("person.{}", event.person)),
            Self::AccessRefused(event) => {
                let token = event.token.filter(|_| event.person.is_some());
                token
                    .into_iter()
                    .for_each(|token| add(format!("token.{token}")));
            }
            Self::SessionOpened(event) => add(format!("person.{}", event.person)),
            Self::SessionRenewed(event) => add(format!("person.{}", event.person)),
            Self::SessionEnded(event) => add(format!("person.{}", event.person)),
            Self::ReportDrafted(event) => {
                for covered in &event.details.covers {
                    add(quarter_subject(covered.plan, covered.quarter));
                }
            }
            Self::ReportSignedOff(event) => event.by.subjects(&mut add),
            Self::ReportReturned(event) => event.by.subjects(&mut add),
            Self::SignOffsVoided(event) => add(quarter_subject(event.plan, event.quarter)),
            Self::StepReassigned(event) => add(format!("person.{}", event.to)),
            Self::ReportPublished(event) => {
                for closing in &event.closings {
                    add(quarter_subject(closing.plan, closing.quarter));
                }
            }
            Self::DelegationGiven(event) => {
                add(format!("person.{}", event.from));
                add(format!("person.{}", event.to));
            }
            Self::DelegationEnded(event) => {
                add(format!("person.{}", event.from));
                add(format!("person.{}", event.to));
            }
            Self::ItemAdded(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterOpened(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterClosed(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterReopened(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterPublished(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterRestated(event) => add(format!("plan.{}", event.plan)),
            Self::AmendmentProposed(event) => {
                add(format!("plan.{}", event.plan));
                event
                    .changes
                    .iter()
                    .for_each(|change| change.subjects(&mut add));
            }
            Self::AmendmentDecided(event) => add(format!("plan.{}", event.plan)),
            Self::AmendmentApplied(event) => {
                add(format!("plan.{}", event.plan));
                event
                    .changes
                    .iter()
                    .for_each(|change| change.subjects(&mut add));
            }
            Self::DigestClaimed(event) => {
                add(format!("person.{}", event.claim.person));
                event
                    .links
                    .iter()
                    .for_each(|link| add(format!("link.{}", link.link)));
            }
            Self::PersonMailBounced(event) => {
                event
                    .digest
                    .iter()
                    .for_each(|digest| add(format!("digest.{digest}")));
            }
            Self::LinkUsed(event) => {
                add(format!("person.{}", event.person));
                add(format!("digest.{}", event.digest));
            }
            _ => {}
        }
    }
}

/// The subject of a schedule.
fn schedule_subject(name: &str) -> String {
    format!("schedule.{}", ScheduleId::of(name))
}

/// The subject of an item.
pub fn item_subject(kind: Kind, item: ItemId) -> String {
    // Written for every observation: no formatter is asked.
    let mut subject = String::with_capacity(32);
    subject.push_str(kind.as_str());
    subject.push('.');
    item.push_to(&mut subject);
    subject
}

/// The subject of a report.
pub fn report_subject(report: ReportId) -> String {
    format!("report.{report}")
}

/// The subject of a plan's quarter.
pub fn quarter_subject(plan: PlanId, quarter: Quarter) -> String {
    format!("quarter.{plan}-{quarter}").to_lowercase()
}
