//! All that a report prints, gathered from what is known of the council.

use std::sync::Arc;

use jiff::civil::Date;
use quarterday_documents::report::{
    AmendmentFacts, Correction, ItemFacts, PlanFacts, ReportFacts, SectionFacts,
};
use quarterday_domain::figures::plan_figures;
use quarterday_domain::{Amendment, AmendmentStanding, Item, Plan, Report, State};
use quarterday_proto::id::PersonId;
use quarterday_proto::item::Kind;
use quarterday_proto::plan::AmendmentChange;
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::report::ReportState;
use quarterday_proto::target::Basis;

use crate::call::Call;
use crate::problem::Problem;

/// The facts of a report. The figures of a closed quarter are those of its
/// closing, and so are the facts of its items.
pub(super) fn gather(call: &Call, reference: &str) -> Result<ReportFacts, Problem> {
    let tenant = call.tenant()?;
    let (report, covers, mut facts) = {
        let state = tenant.view.state();
        let report = state.report(reference)?.clone();
        let today = state.day_of(call.now());
        let covers = report.details.covers.clone();
        let facts = without_plans(&state, &report, today)?;
        (report, covers, facts)
    };
    for covered in covers {
        // What is closed is read as it was known then; that takes time, and the
        // state is not held meanwhile.
        let (plan, frozen_at) = {
            let state = tenant.view.state();
            let Some(plan) = state.plan_by_id(covered.plan).cloned() else {
                continue;
            };
            let record = plan.quarters.get(&covered.quarter);
            let closed = record.filter(|record| record.state != QuarterState::Open);
            (plan.clone(), closed.map(|record| record.frozen_at))
        };
        let then = match frozen_at {
            Some(place) => Some(tenant.view.known(place, plan.id)?),
            None => None,
        };
        let state = tenant.view.state();
        let made = of_plan(&state, then.as_ref(), &plan, covered.quarter)?;
        facts
            .corrections
            .extend(corrections(&plan, covered.quarter, &report));
        facts.plans.push(made);
    }
    Ok(facts)
}

fn without_plans(state: &State, report: &Report, today: Date) -> Result<ReportFacts, Problem> {
    let content = report.content();
    let draft = match report.state {
        ReportState::Published => None,
        ReportState::Draft => Some("Draft"),
        ReportState::Circulated => Some("Circulated for sign-off, not published"),
        ReportState::Returned => Some("Returned to its author, not published"),
    };
    Ok(ReportFacts {
        council: state.council()?.name.clone(),
        reference: report.details.reference.clone(),
        title: content.title.clone(),
        header: content.header.clone(),
        author: post(state, Some(report.details.author)).unwrap_or_default(),
        sponsor: post(state, report.details.sponsor),
        draft: draft.map(str::to_owned),
        version: report.edition().version,
        content_hash: report.hash().to_owned(),
        layout: state.layout_of(report, today),
        sections: content
            .sections
            .iter()
            .map(|section| SectionFacts {
                key: section.key.clone(),
                heading: section.heading.clone(),
                text: section.text.clone(),
                exempt_paragraph: section.exempt_paragraph.clone(),
            })
            .collect(),
        plans: Vec::new(),
        sign_offs: match &report.published {
            Some(published) => published.table.clone(),
            None => state.sign_off_table(report),
        },
        corrections: Vec::new(),
    })
}

/// A plan's quarter. `then` is what was known at its closing; names of people
/// are today's.
fn of_plan(
    now: &State,
    then: Option<&Arc<State>>,
    plan: &Plan,
    quarter: Quarter,
) -> Result<PlanFacts, Problem> {
    let known = then.map_or(now, |then| &**then);
    let items_of = known.plan_by_id(plan.id).map_or(plan, |plan| &**plan);
    let mut figures = plan_figures(known, items_of, quarter)?;
    let record = plan.quarters.get(&quarter);
    if let Some(record) = record.filter(|record| record.state != QuarterState::Open) {
        figures.positions = record.positions.to_vec();
    }
    let last = quarter.last_day();
    let items = known
        .items_of(items_of)
        .filter(|item| item.counts_as_at(last))
        .map(|item| of_item(now, item, quarter, &figures));
    let items = items.collect();
    let waiting = now.amendments().filter(|amendment| {
        amendment.plan == plan.id && amendment.standing == AmendmentStanding::Pending
    });
    Ok(PlanFacts {
        reference: plan.details.reference.clone(),
        title: plan.details.title.clone(),
        quarter,
        items,
        amendments: waiting
            .map(|amendment| of_amendment(now, amendment))
            .collect(),
        unanswered_reason: record.and_then(|record| record.reason.clone()),
        figures,
    })
}

fn of_item(
    now: &State,
    item: &Item,
    quarter: Quarter,
    figures: &quarterday_domain::figures::PlanFigures,
) -> ItemFacts {
    let (first, last) = (quarter.first_day(), quarter.last_day());
    let definition = &item.version_as_at(last).definition;
    let before = first.yesterday().ok();
    let before = before.map(|day| &item.version_as_at(day).definition.title);
    let observed = item.observed_in(first, last, None);
    let completed = item.completed_by(last);
    let told = completed
        .map(|(observed, _)| observed)
        .filter(|_| observed.is_none());
    let observation = observed.or(told).map(|observed| &observed.observation);
    let target = item
        .target_for(Period::Quarter(quarter), Basis::InQuarter, last)
        .or_else(|| item.target_for(Period::Quarter(quarter), Basis::YearToDate, last));
    let no_target = target.and_then(|version| version.target.no_target_reason);
    ItemFacts {
        reference: definition.reference.clone(),
        kind: item.kind,
        title: definition.title.clone(),
        old_titles: before
            .filter(|title| **title != definition.title)
            .cloned()
            .into_iter()
            .collect(),
        theme: definition.theme.clone(),
        owner: post(now, item.owner_on(last)),
        start: definition.start,
        due: definition.due,
        original_due: item.original_due.filter(|day| Some(*day) != definition.due),
        completed_on: completed.map(|(_, on)| on),
        aliases: definition.aliases.clone(),
        board: definition.board.clone(),
        figures: figures
            .items
            .get(&definition.reference)
            .cloned()
            .unwrap_or_default(),
        unavailable: observation
            .and_then(|observation| observation.unavailable)
            .map(|reason| reason.label().to_owned()),
        no_target: no_target.map(|reason| reason.label().to_owned()),
        commentary: observation
            .and_then(|observation| observation.commentary.as_deref())
            .map(str::to_owned),
        exempt_paragraph: definition.exempt_paragraph.clone(),
    }
}

fn of_amendment(state: &State, amendment: &Amendment) -> AmendmentFacts {
    let named = |change: &AmendmentChange| match change {
        AmendmentChange::Add { definition, .. } => {
            titled(definition.kind, &definition.reference, &definition.title)
        }
        other => match state.item_by_id(other.item()) {
            Some(item) => titled(item.kind, item.reference(), &item.latest().title),
            None => other.item().to_string(),
        },
    };
    let proposed = |change: &AmendmentChange| match change {
        AmendmentChange::Delete { kind, .. } => vec![format!("Delete this {kind}")],
        AmendmentChange::Split { kind, into, .. } => {
            let mut lines = vec![format!("Divide this {kind} into {} parts:", into.len())];
            lines.extend(into.iter().map(|part| {
                let owner = post(state, part.definition.owner);
                let held = owner.map(|owner| format!(" (accountable: {owner})"));
                let definition = &part.definition;
                format!(
                    "{}: {}{}",
                    definition.reference,
                    definition.title,
                    held.unwrap_or_default()
                )
            }));
            lines
        }
        other => vec![super::super::amendments::in_words(state, other)],
    };
    AmendmentFacts {
        items: amendment.changes.iter().map(named).collect(),
        proposed: amendment.changes.iter().flat_map(proposed).collect(),
        rationale: amendment.rationale.clone(),
    }
}

fn titled(kind: Kind, reference: &str, title: &str) -> String {
    let mut word = kind.as_str().to_owned();
    word[..1].make_ascii_uppercase();
    format!("{word} {reference} - {title}")
}

/// What was restated of a quarter after the report was published.
fn corrections(plan: &Plan, quarter: Quarter, report: &Report) -> Vec<Correction> {
    let Some(record) = plan
        .quarters
        .get(&quarter)
        .filter(|_| report.published.is_some())
    else {
        return Vec::new();
    };
    let mut corrections = Vec::new();
    let mut reported: &[Position] = &record.positions;
    for restated in &record.restatements {
        for now in restated
            .positions
            .iter()
            .filter(|position| position.theme.is_none())
        {
            let before = reported.iter().find(|position| {
                (position.kind, position.axis, position.basis) == (now.kind, now.axis, now.basis)
                    && position.theme.is_none()
            });
            let (told, known) = (before.map(in_words), in_words(now));
            if let Some(told) = told.filter(|told| *told != known) {
                corrections.push(Correction {
                    plan: plan.details.title.clone(),
                    quarter,
                    reported: told,
                    known,
                    reason: restated.event.reason.clone(),
                });
            }
        }
        reported = &restated.positions;
    }
    corrections
}

fn in_words(position: &Position) -> String {
    let parts = position.parts.iter().filter(|part| part.count > 0);
    let parts: Vec<String> = parts
        .map(|part| format!("{} {}% ({})", part.label, part.percent, part.count))
        .collect();
    let word = if position.denominator == 1 { "" } else { "s" };
    format!(
        "of {} {}{word}, {}",
        position.denominator,
        position.kind,
        parts.join(", ")
    )
}

fn post(state: &State, person: Option<PersonId>) -> Option<String> {
    let person = state.person_by_id(person?)?;
    Some(match person.details.post.is_empty() {
        true => person.details.email.clone(),
        false => person.details.post.clone(),
    })
}
