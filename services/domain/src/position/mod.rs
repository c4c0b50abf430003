//! Positions: every item of a plan gets its status as at a quarter's end, and
//! the statuses are counted.

mod assess;
mod bases;
mod count;
mod figure;
mod known;
mod listed;
mod stated;
mod unanswered;

use std::sync::Arc;

use quarterday_proto::answer::Rejection;
use quarterday_proto::event::QuarterRestated;
use quarterday_proto::item::Kind;
use quarterday_proto::position::{Comparative, KnownAt, Position, QuarterState};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::restated::StatusChange;
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;

use crate::rejection::{Code, reject};
use crate::scheme::{CompiledAssessment, CompiledScheme};
use crate::state::{Plan, State};

pub(crate) use assess::{Assessed, Question, assess};
pub use bases::bases;
use bases::basis_of;
pub use listed::listed;
pub(crate) use stated::{Stated, stated};
pub(crate) use unanswered::is_unanswered;
pub use unanswered::unanswered;

/// Which positions of a plan's quarter are asked for. What is left open means
/// every one that the plan's items and its scheme have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    /// Only this kind of item.
    pub kind: Option<Kind>,
    /// Only this axis.
    pub axis: Option<Axis>,
    /// This figure of measures; absent: each measure's own.
    pub basis: Option<Basis>,
    /// Only items under this theme.
    pub theme: Option<String>,
    /// Under this scheme instead of the plan's own.
    pub scheme: Option<String>,
}

/// The current positions of a quarter, worked out from the state: of every kind
/// and axis selected that the plan has items of. A closed quarter's frozen
/// positions are in its [`crate::QuarterRecord`] and are not looked at here.
///
/// # Errors
/// `QD0010`, `QD0033` and `QD0038`.
pub fn positions(
    state: &State,
    plan: &Plan,
    quarter: Quarter,
    selection: &Selection,
) -> Result<Vec<Position>, Rejection> {
    check_quarter(plan, quarter)?;
    let (scheme, place) = scheme_of(state, plan, quarter, selection)?;
    let made = positions_under(state, plan, quarter, selection, scheme, place);
    if made.is_empty() {
        let all = Selection {
            scheme: selection.scheme.clone(),
            ..Selection::default()
        };
        let others = positions_under(state, plan, quarter, &all, scheme, place);
        return Err(nothing(plan, quarter, selection, scheme, &others));
    }
    Ok(made)
}

/// The positions under a given version of a scheme; none where it assesses
/// nothing that the plan has.
pub fn positions_under(
    state: &State,
    plan: &Plan,
    quarter: Quarter,
    selection: &Selection,
    scheme: &CompiledScheme,
    place: u64,
) -> Vec<Position> {
    let mut kinds: Vec<Kind> = state
        .items_of(plan)
        .filter(|item| item.counts_as_at(quarter.last_day()))
        .map(|item| item.kind)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut made = Vec::new();
    for kind in kinds
        .into_iter()
        .filter(|kind| selection.kind.is_none_or(|asked| asked == *kind))
    {
        for assessment in scheme.of_kind(kind) {
            if selection
                .axis
                .is_none_or(|asked| asked == assessment.source.axis)
            {
                let position = position(state, plan, quarter, kind, assessment, place, selection);
                made.push(position);
            }
        }
    }
    made
}

/// One current position. The scheme's place goes into the trace.
pub fn position(
    state: &State,
    plan: &Plan,
    quarter: Quarter,
    kind: Kind,
    assessment: &CompiledAssessment,
    scheme_place: u64,
    selection: &Selection,
) -> Position {
    let as_at = quarter.last_day();
    let question = Question {
        quarter,
        as_at,
        basis: selection.basis,
        assessment,
    };
    let mut assessed = Vec::with_capacity(plan.items.len());
    for item in state.items_of(plan) {
        if item.kind != kind || !item.counts_as_at(quarter.last_day()) {
            continue;
        }
        let version = item.version_as_at(quarter.last_day());
        if selection.theme.is_some() && version.definition.theme != selection.theme {
            continue;
        }
        assessed.push(assess(state, item, &question));
    }
    let mut trace: Vec<u64> = Vec::with_capacity(assessed.len() * 4 + 2);
    assessed
        .iter()
        .for_each(|item| trace.extend_from_slice(&item.trace));
    trace.push(scheme_place);
    trace.extend(plan.places(quarter));
    trace.sort_unstable();
    trace.dedup();
    let by_target = assessment.source.axis == Axis::Target;
    let basis = selection.basis.filter(|_| by_target);
    let own = if by_target && basis.is_none() {
        let items = assessed.iter();
        let mut own: Vec<Basis> = items
            .filter_map(|assessed| basis_of(assessed.item, &question))
            .collect();
        own.sort_unstable();
        own.dedup();
        own
    } else {
        Vec::new()
    };
    let counted = count::count(assessed, assessment, plan.details.decimals);
    let record = plan.quarters.get(&quarter);
    Position {
        council: String::new(),
        plan: plan.details.reference.clone(),
        theme: selection.theme.clone(),
        quarter,
        kind,
        axis: assessment.source.axis,
        basis,
        bases: own,
        state: record.map_or(QuarterState::Open, |record| record.state),
        closing: record
            .filter(|record| record.state != QuarterState::Open)
            .map(|record| record.closing),
        as_at: quarter.last_day(),
        known_at: KnownAt {
            place: state.head(),
            time: state.recorded(),
        },
        scheme: assessment.version.clone(),
        total: counted.total,
        denominator: counted.denominator,
        excluded: counted.excluded,
        parts: counted.parts,
        groups: counted.groups,
        exceptions: counted.exceptions,
        items: counted.items,
        previous: previous(plan, quarter, kind, assessment.source.axis, selection),
        trace,
    }
}

/// The position of a closing or a restatement that a selection asks for. Only
/// figures against targets differ by basis; on the other axes any basis asked
/// for gives the one position there is.
pub fn frozen<'a>(
    positions: &'a [Position],
    kind: Kind,
    axis: Axis,
    selection: &Selection,
) -> Option<&'a Position> {
    let basis = if axis == Axis::Target {
        selection.basis
    } else {
        None
    };
    positions.iter().find(|frozen| {
        frozen.kind == kind
            && frozen.axis == axis
            && frozen.basis == basis
            && frozen.theme == selection.theme
    })
}

/// Figures of the quarter before as they were last reported, from its frozen
/// positions only.
fn previous(
    plan: &Plan,
    quarter: Quarter,
    kind: Kind,
    axis: Axis,
    selection: &Selection,
) -> Option<Comparative> {
    if selection.theme.is_some() || selection.scheme.is_some() {
        return None;
    }
    let before = quarter.previous()?;
    let record = plan.quarters.get(&before)?;
    if record.state == QuarterState::Open {
        return None;
    }
    let frozen = frozen(record.known_positions(), kind, axis, selection)?;
    let assessment = StatusChange::assessment_of(kind, axis, frozen.basis);
    let mut restated = record
        .restatements
        .iter()
        .rev()
        .map(|restated| &restated.event);
    let of_this = |event: &&QuarterRestated| {
        let mut changes = event.changes.iter();
        changes.any(|change| change.assessment == assessment)
    };
    Some(Comparative {
        quarter: before,
        state: record.state,
        restated: restated.find(of_this).map(|event| event.restatement),
        scheme: frozen.scheme.clone(),
        denominator: frozen.denominator,
        parts: frozen.parts.clone(),
        groups: frozen.groups.clone(),
    })
}

fn scheme_of<'a>(
    state: &'a State,
    plan: &Plan,
    quarter: Quarter,
    selection: &Selection,
) -> Result<(&'a Arc<CompiledScheme>, u64), Rejection> {
    let name = selection.scheme.as_deref().unwrap_or(&plan.details.scheme);
    state.scheme_for(name, quarter)
}

/// Refuses a quarter outside of the plan's year.
pub(crate) fn check_quarter(plan: &Plan, quarter: Quarter) -> Result<(), Rejection> {
    if quarter.year() == plan.details.year {
        return Ok(());
    }
    Err(reject(
        Code::QuarterOutsidePlan,
        format!(
            "plan `{}` is of the year {}, and {quarter} is not in it",
            plan.details.reference, plan.details.year
        ),
    ))
}

fn nothing(
    plan: &Plan,
    quarter: Quarter,
    selection: &Selection,
    scheme: &CompiledScheme,
    others: &[Position],
) -> Rejection {
    let mut asked = String::from("items");
    if let Some(kind) = selection.kind {
        asked = format!("{kind} items");
    }
    if let Some(axis) = selection.axis {
        asked.push_str(&format!(" that its scheme assesses on the {axis} axis"));
    }
    reject(
        Code::NothingToAssess,
        format!(
            "plan `{}` has no {asked} in {quarter}; under scheme `{}` there are: {}",
            plan.details.reference,
            scheme.source.scheme,
            listed(others)
        ),
    )
}
