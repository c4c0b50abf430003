//! Adopting a version of a status scheme.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::AdoptScheme;
use quarterday_proto::event::{Event, SchemeAdopted};
use quarterday_proto::id::SchemeId;
use quarterday_proto::scheme::Scheme;

use super::{Case, Decided};
use crate::scheme::load;
use crate::state::State;

pub(super) fn adopt(case: &Case<'_>, command: &AdoptScheme) -> Result<Decided, Rejection> {
    load(command.scheme.clone())?;
    if is_adopted(case.state, &command.scheme) {
        return Ok(Decided::default());
    }
    Ok(adopted(case.state, case, &command.scheme, 0).into())
}

/// Whether the newest version of the same day is this very one.
fn is_adopted(state: &State, scheme: &Scheme) -> bool {
    state
        .scheme_versions(&scheme.scheme)
        .iter()
        .rev()
        .find(|(version, _)| version.source.from == scheme.from)
        .is_some_and(|(version, _)| version.source == *scheme)
}

/// The event that adopts a scheme. Every version of a name has the id of the
/// first; `index` keeps the ids of one command apart.
pub(super) fn adopted(state: &State, case: &Case<'_>, scheme: &Scheme, index: u32) -> Event {
    let known = state
        .schemes
        .get(&scheme.scheme)
        .and_then(|versions| versions.first());
    Event::SchemeAdopted(SchemeAdopted {
        id: known.map_or_else(|| SchemeId::derive(case.id, index), |version| version.id),
        scheme: scheme.clone(),
    })
}
