//! Positions: the figures of a quarter.

use quarterday_domain::{Selection, State};
use quarterday_projections::PositionQuery;
use quarterday_proto::api::{Figures, PositionList, PositionView};
use quarterday_proto::position::Position;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;
use sha2::{Digest as _, Sha256};

use super::{items, quarters};
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

/// The parameters that say which positions are asked for.
pub(crate) const QUERY: &[Parameter] = &[
    items::KIND,
    Parameter {
        name: "axis",
        shape: Shape::Words(axes),
        about: "Only this question",
    },
    Parameter {
        name: "basis",
        shape: Shape::Words(bases),
        about: "Only figures of this basis; else each measure's own, whatever its basis",
    },
    Parameter {
        name: "theme",
        shape: Shape::Text,
        about: "Of the items under this theme only",
    },
    Parameter {
        name: "known_at",
        shape: Shape::Text,
        about: "Worked out as known at a place (412), the end of a day (2020-11-10, 10/11/2020) or a moment (2020-11-10T09:00, in the council's zone unless it names one)",
    },
    Parameter {
        name: "scheme",
        shape: Shape::Text,
        about: "Under this scheme instead of the plan's own",
    },
    Parameter {
        name: "unopened",
        shape: Shape::Flag,
        about: "Also where the quarter was not opened, so that nobody was asked for answers",
    },
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/plans/{plan}/quarters/{quarter}/positions";
    vec![
        Endpoint::read(path, "positions", positions)
            .about("The positions of a quarter: frozen where it is closed, else as known now")
            .query(QUERY)
            .gives_json::<PositionList>(),
    ]
}

fn axes() -> Vec<&'static str> {
    Axis::ALL.iter().map(|axis| axis.as_str()).collect()
}

fn bases() -> Vec<&'static str> {
    Basis::ALL.iter().map(|basis| basis.as_str()).collect()
}

/// The positions that a request asks for.
pub(crate) fn asked(call: &Call) -> Result<Vec<Position>, Problem> {
    let tenant = call.tenant()?;
    let query = PositionQuery {
        plan: call.segment("plan").to_owned(),
        quarter: quarters::asked(call)?,
        selection: Selection {
            kind: call.query.parsed("kind")?,
            axis: call.query.parsed("axis")?,
            basis: call.query.parsed("basis")?,
            theme: call.query.text("theme").map(str::to_owned),
            scheme: call.query.text("scheme").map(str::to_owned),
        },
        known_at: call.query.parsed("known_at")?,
        unopened: call.query.flag("unopened")?,
    };
    let mut positions = tenant.view.positions(&query)?;
    for position in &mut positions {
        position.council = tenant.id.to_string();
    }
    Ok(positions)
}

/// A position with the restatements that bear on it and on its comparison, as
/// far as they were recorded by the place asked about.
fn view(state: &State, mut position: Position, last: u64) -> PositionView {
    let mut assessment = format!("{}/{}", position.kind, position.axis);
    if let Some(basis) = position.basis {
        assessment.push_str(&format!("/{basis}"));
    }
    let of = |quarter: Quarter| {
        let plan = state.plan(&position.plan).ok();
        let record = plan.and_then(|plan| plan.quarters.get(&quarter));
        let restatements = record.into_iter().flat_map(quarters::restatements);
        let restatements = restatements.filter(|one| one.place <= last);
        restatements
            .map(|mut one| {
                let counts = |reference: &str| {
                    let mut items = position.items.iter();
                    position.theme.is_none() || items.any(|item| item.reference == reference)
                };
                one.changes
                    .retain(|change| change.assessment == assessment && counts(&change.reference));
                one
            })
            .filter(|one| !one.changes.is_empty())
            .collect::<Vec<_>>()
    };
    let previous = position.previous.as_ref();
    let restatements = of(position.quarter);
    let previous_restatements = previous.map(|one| of(one.quarter)).unwrap_or_default();
    position.basis = position.sole_basis();
    if position.basis.is_some() {
        position.bases.clear();
    }
    PositionView {
        restatements,
        previous_restatements,
        figures: match position.closing {
            Some(_) => Figures::Frozen,
            None => Figures::WorkedOut,
        },
        position,
    }
}

fn positions(call: &Call) -> Answered {
    let asked = asked(call)?;
    let state = call.tenant()?.view.state();
    let then = call.query.text("known_at").is_some();
    let positions = asked.into_iter().map(|position| {
        let last = if then {
            position.known_at.place
        } else {
            u64::MAX
        };
        view(&state, position, last)
    });
    let positions = positions.collect();
    drop(state);
    let body = answer::to_json(&PositionList { positions })?;
    let digest = hex::encode(&Sha256::digest(&body)[..16]);
    answer::tagged_bytes(call, &digest, body)
}
