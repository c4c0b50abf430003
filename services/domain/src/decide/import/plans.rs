//! Rows of the plans sheet.

use std::collections::BTreeSet;
use std::sync::Arc;

use quarterday_proto::event::{Event, PlanRecorded};
use quarterday_proto::id::PlanId;
use quarterday_proto::plan::PlanDetails;
use quarterday_proto::quarter::FinancialYear;
use quarterday_proto::sheet::PlanRow;

use super::{CellFault, Effect, Work};
use crate::decide::plan::still_open;
use crate::decide::scheme::adopted;
use crate::percent::DECIMALS_MAX;
use crate::rejection::Code;
use crate::scheme::{builtin, builtin_names};
use crate::state::Plan;

/// The scheme of plans that name none, in councils that name none.
const DEFAULT_SCHEME: &str = "plain";

pub(super) fn row(work: &mut Work<'_>, row: &PlanRow) -> Result<Effect, CellFault> {
    let reference = row.plan.trim();
    if reference.is_empty() || reference.len() > 128 {
        return Err(CellFault::new(
            "plan",
            Code::TextRequired,
            reference,
            "a reference of 1 to 128 characters",
        ));
    }
    if let Some(decimals) = row.decimals.filter(|decimals| *decimals > DECIMALS_MAX) {
        return Err(CellFault::new(
            "decimals",
            Code::SchemeInvalid,
            decimals,
            format!("0 to {DECIMALS_MAX}"),
        ));
    }
    if let Some(scheme) = &row.scheme {
        adopt(work, scheme)?;
    }
    let Ok(known) = work.working.plan(reference).cloned() else {
        add(work, row, reference)?;
        return Ok(Effect::Added);
    };
    let mut details = known.details.clone();
    merge(&mut details, row);
    if details == known.details {
        return Ok(Effect::Unchanged);
    }
    still_open(&known).map_err(|rejection| CellFault::of("plan", reference, rejection))?;
    if details.year != known.details.year
        && (!known.quarters.is_empty() || known.approved.is_some())
    {
        return Err(CellFault::new(
            "year",
            Code::QuarterOutsidePlan,
            details.year,
            format!(
                "{}: the plan is approved or has quarters of that year",
                known.details.year
            ),
        ));
    }
    work.happen(Event::PlanChanged(PlanRecorded {
        plan: known.id,
        details,
    }));
    Ok(Effect::Changed)
}

/// The plan of a row that names one, or the import's own; one not known yet is
/// added with the defaults, and that is said.
pub(super) fn plan_of(work: &mut Work<'_>, named: &str) -> Result<Arc<Plan>, CellFault> {
    let named = named.trim();
    let reference = if named.is_empty() {
        work.default_plan.unwrap_or_default().trim()
    } else {
        named
    };
    if reference.is_empty() {
        return Err(CellFault::new(
            "plan",
            Code::UnknownPlan,
            "",
            "the reference of a plan, in this cell or given with the import",
        ));
    }
    if let Ok(plan) = work.working.plan(reference) {
        return Ok(plan.clone());
    }
    let row = PlanRow {
        plan: reference.to_owned(),
        title: None,
        directorate: None,
        committee: None,
        portfolio: None,
        year: None,
        scheme: None,
        decimals: None,
    };
    let reference = reference.to_owned();
    let details = add(work, &row, &reference)?;
    work.notes.push(format!(
        "plan `{reference}` was not known: it was added with the defaults (title `{}`, year {}, scheme `{}`)",
        details.title, details.year, details.scheme
    ));
    Ok(work
        .working
        .plan(&reference)
        .expect("it was just added")
        .clone())
}

fn add(work: &mut Work<'_>, row: &PlanRow, reference: &str) -> Result<PlanDetails, CellFault> {
    let scheme = match &row.scheme {
        Some(scheme) => scheme.clone(),
        None => {
            let council = work.case.state.council().ok();
            let chosen = council.and_then(|council| council.settings.default_scheme.clone());
            chosen.unwrap_or_else(|| DEFAULT_SCHEME.to_owned())
        }
    };
    adopt(work, &scheme)?;
    let year = year_in(reference)
        .or_else(|| FinancialYear::of(work.case.today))
        .ok_or_else(|| {
            CellFault::new(
                "year",
                Code::QuarterOutsidePlan,
                reference,
                "a financial year such as 2020-21",
            )
        })?;
    let mut details = PlanDetails {
        reference: reference.to_owned(),
        title: reference.to_owned(),
        directorate: None,
        committee: None,
        portfolio: None,
        year,
        scheme,
        decimals: None,
    };
    merge(&mut details, row);
    let plan = PlanId::derive(work.case.id, work.next_id());
    work.happen(Event::PlanAdded(PlanRecorded {
        plan,
        details: details.clone(),
    }));
    Ok(details)
}

fn merge(details: &mut PlanDetails, row: &PlanRow) {
    if let Some(title) = &row.title {
        details.title.clone_from(title);
    }
    for (known, given) in [
        (&mut details.directorate, &row.directorate),
        (&mut details.committee, &row.committee),
        (&mut details.portfolio, &row.portfolio),
    ] {
        if given.is_some() {
            known.clone_from(given);
        }
    }
    if let Some(scheme) = &row.scheme {
        details.scheme.clone_from(scheme);
    }
    details.year = row.year.unwrap_or(details.year);
    details.decimals = row.decimals.or(details.decimals);
}

/// Adopts a built-in scheme that the council does not have yet.
fn adopt(work: &mut Work<'_>, name: &str) -> Result<(), CellFault> {
    if work.working.scheme_names().any(|known| known == name) {
        return Ok(());
    }
    let versions = builtin(name);
    if versions.is_empty() {
        let known: BTreeSet<String> = work
            .working
            .scheme_names()
            .map(str::to_owned)
            .chain(builtin_names())
            .collect();
        let known: Vec<String> = known.into_iter().collect();
        return Err(CellFault::new(
            "scheme",
            Code::UnknownScheme,
            name,
            format!("an adopted or built-in scheme: {}", known.join(", ")),
        ));
    }
    for version in versions {
        let index = work.next_id();
        let event = adopted(&work.working, work.case, &version, index);
        work.happen(event);
    }
    work.notes.push(format!("built-in scheme `{name}` adopted"));
    Ok(())
}

/// A financial year within a reference such as `adult-care-2019-20`.
fn year_in(reference: &str) -> Option<FinancialYear> {
    (0..reference.len()).find_map(|at| reference.get(at..at + 7)?.parse().ok())
}
