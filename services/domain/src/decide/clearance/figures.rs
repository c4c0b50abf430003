//! What the closing and reopening of a quarter does to the reports that cover
//! it.

use quarterday_proto::answer::Rejection;
use quarterday_proto::event::{Event, QuarterClosed, SignOffsVoided};
use quarterday_proto::id::PlanId;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::route::FIGURES;

use super::super::Case;

/// The sign-offs that a reopening voids: of roles that the figures concern.
pub(crate) fn reopened(case: &Case<'_>, plan: PlanId, quarter: Quarter) -> Vec<Event> {
    let mut events = Vec::new();
    for report in case.state.reports_covering(plan, quarter) {
        let Some(route) = &report.route else {
            continue;
        };
        let roles: Vec<String> = route
            .roles()
            .map(|(_, role)| role)
            .filter(|role| route.concerns(role, FIGURES))
            .filter(|role| report.standing(&role.key).next().is_some())
            .map(|role| role.key.clone())
            .collect();
        if !roles.is_empty() {
            events.push(Event::SignOffsVoided(SignOffsVoided {
                report: report.id,
                roles,
                plan,
                quarter,
            }));
        }
    }
    events
}

/// The requests that a closing makes again, for its figures.
pub(crate) fn closed(case: &Case<'_>, closing: &QuarterClosed) -> Result<Vec<Event>, Rejection> {
    let mut events = Vec::new();
    for report in case.state.reports_covering(closing.plan, closing.quarter) {
        let mut figures = report.figures.clone();
        let own = figures
            .iter_mut()
            .filter(|known| (known.plan, known.quarter) == (closing.plan, closing.quarter));
        for known in own {
            known.closing = closing.closing;
            known.inputs = closing.inputs.clone();
        }
        let mut after = (**report).clone();
        after.refigure(figures, case.recorded());
        events.extend(case.asked(&after)?);
    }
    Ok(events)
}
