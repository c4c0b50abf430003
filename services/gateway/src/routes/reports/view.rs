//! Reports as they are answered.

use jiff::civil::Date;
use quarterday_domain::{Edition, OpenRequest, Report, Signature, State};
use quarterday_proto::api::{
    CoverView, Deputy, DespiteLintView, FollowUpView, OutcomeView, Owner, ReportSummary,
    ReportView, RequestView, ReturnView, SignOffView, UrgencyView, VersionSummary,
};
use quarterday_proto::event::{OutcomeRecorded, report_subject};
use quarterday_proto::id::PersonId;
use quarterday_proto::report::Signatory;

use crate::routes::items::owner;

/// A person by address and post; one who is not known, by id.
pub(in crate::routes) fn owner_of(state: &State, id: PersonId) -> Owner {
    owner(state, id).unwrap_or_else(|| Owner {
        email: id.to_string(),
        post: id.to_string(),
    })
}

pub(super) fn summary(state: &State, report: &Report) -> ReportSummary {
    let details = &report.details;
    ReportSummary {
        reference: details.reference.clone(),
        id: report.id,
        title: report.content().title.clone(),
        report_type: details.report_type.clone(),
        route: details.route.clone(),
        state: report.state,
        author: owner_of(state, details.author),
        sponsor: details.sponsor.map(|sponsor| owner_of(state, sponsor)),
        meeting: report.content().header.meeting,
        version: report.edition().version,
        content_hash: report.hash().to_owned(),
        changed_at: report.changed_at,
        subject: report_subject(report.id),
    }
}

pub(super) fn whole(state: &State, report: &Report, today: Date) -> ReportView {
    let covers = report.figures.iter().map(|figures| CoverView {
        plan: state
            .plan_by_id(figures.plan)
            .map_or_else(String::new, |plan| plan.details.reference.clone()),
        quarter: figures.quarter,
        closing: figures.closing,
    });
    let signatories = report.details.signatories.iter().map(|(role, people)| {
        let people = people.iter().map(|person| owner_of(state, *person));
        (role.clone(), people.collect())
    });
    let requests = state.open_requests_of(report, today);
    ReportView {
        summary: summary(state, report),
        covers: covers.collect(),
        signatories: signatories.collect(),
        content: report.content().clone(),
        versions: report
            .editions
            .iter()
            .map(|edition| version(state, edition))
            .collect(),
        route_version: report.route.as_ref().map(|route| route.version()),
        table: match &report.published {
            Some(published) => published.table.clone(),
            None => state.sign_off_table(report),
        },
        sign_offs: report
            .signatures
            .iter()
            .map(|signature| sign_off(state, signature))
            .collect(),
        requests: requests.iter().map(|open| request(state, open)).collect(),
        returns: report
            .returns
            .iter()
            .map(|returned| ReturnView {
                role: returned.role.clone(),
                name: state.signed_name(&returned.by),
                reason: returned.reason.clone(),
                date: returned.day,
                place: returned.place,
            })
            .collect(),
        urgency: report.urgency.as_ref().map(|urgency| UrgencyView {
            chair: urgency.chair.clone(),
            reason: urgency.reason.clone(),
            date: urgency.day,
        }),
        published_on: report.published.as_ref().map(|published| published.on),
        outcomes: report
            .outcomes
            .iter()
            .map(|one| outcome(state, one))
            .collect(),
        despite_lint: report
            .despite_lint
            .iter()
            .map(|sent| DespiteLintView {
                despite: sent.despite.clone(),
                version: sent.version,
                place: sent.place,
            })
            .collect(),
    }
}

pub(super) fn version(state: &State, edition: &Edition) -> VersionSummary {
    let minor = edition.minor.as_ref();
    VersionSummary {
        version: edition.version,
        content_hash: edition.hash.clone(),
        changed: edition.changed.clone(),
        corrected_by: minor.map(|minor| owner_of(state, minor.by)),
        correction: minor.map(|minor| minor.reason.clone()),
        place: edition.recorded.place,
        at: edition.recorded.at,
    }
}

pub(super) fn request(state: &State, open: &OpenRequest<'_>) -> RequestView {
    let deputies = open.deputies.iter().map(|(deputy, holder, _)| {
        let Owner { email, post } = owner_of(state, *deputy);
        Deputy {
            email,
            post,
            acting_for: owner_of(state, *holder).email,
        }
    });
    RequestView {
        report: open.report.details.reference.clone(),
        title: open.report.content().title.clone(),
        role: open.role.key.clone(),
        label: open.role.label.clone(),
        required: open.role.required,
        people: open
            .people
            .iter()
            .map(|person| owner_of(state, *person))
            .collect(),
        deputies: deputies.collect(),
        bodies: open.bodies.clone(),
        asked_on: open.asked_on,
        due: open.due,
        content_hash: open.report.hash().to_owned(),
    }
}

fn sign_off(state: &State, signature: &Signature) -> SignOffView {
    let (email, decision) = match &signature.by {
        Signatory::Person { person, .. } => (Some(owner_of(state, *person).email), None),
        Signatory::Body { decision, .. } => (None, Some(decision.clone())),
    };
    SignOffView {
        role: signature.role.clone(),
        name: state.signed_name(&signature.by),
        email,
        decision,
        date: signature.day,
        content_hash: signature.hash.clone(),
        note: signature.note.clone(),
        recorded_by: signature.recorded_by.clone(),
        place: signature.place,
        stands: signature.voided_at.is_none(),
        voided_at: signature.voided_at,
    }
}

fn outcome(state: &State, outcome: &OutcomeRecorded) -> OutcomeView {
    let follow_ups = outcome.follow_ups.iter().map(|follow_up| FollowUpView {
        action: follow_up.action.clone(),
        owner: follow_up.owner.map(|owner| owner_of(state, owner)),
        due: follow_up.due,
    });
    OutcomeView {
        decision: outcome.decision.clone(),
        requested_changes: outcome.requested_changes.clone(),
        follow_ups: follow_ups.collect(),
    }
}
