//! The facts of an item that are printed beside its status.

use quarterday_proto::restated::StatedFacts;
use quarterday_proto::scheme::Axis;

use super::Question;
use super::assess::{answering, asked_basis, target_of};
use super::known::cause_of;
use crate::scheme::CompiledScheme;
use crate::state::Item;

/// What is printed of an item in the position of one axis.
pub(crate) struct Stated<'a> {
    pub(crate) facts: StatedFacts,
    pub(crate) commentary: Option<&'a str>,
}

/// The facts that answer a question, and those that go with them. A figure is
/// stated where it is held against something: on its own axis, or on every one
/// where the scheme does not assess the kind on that.
pub(crate) fn stated<'a>(
    item: &'a Item,
    question: &Question<'_>,
    scheme: &CompiledScheme,
) -> Stated<'a> {
    let asked = asked_basis(target_of(item, question), question);
    let observed = answering(item, question, asked);
    let completed = item.completed_by(question.as_at);
    let told = completed.map(|(observed, _)| observed);
    let explained = cause_of(item, told, observed, question.as_at);
    let axis = question.assessment.source.axis;
    let here = |own: Axis| axis == own || scheme.assessment(item.kind, own).is_none();
    let answer = observed.map(|observed| &observed.observation);
    let source = observed.or(told);
    Stated {
        facts: StatedFacts {
            actual: answer
                .and_then(|answer| answer.actual)
                .filter(|_| here(Axis::Target)),
            forecast: answer
                .and_then(|answer| answer.forecast)
                .filter(|_| here(Axis::Forecast)),
            percent_complete: answer
                .and_then(|answer| answer.percent_complete)
                .filter(|_| here(Axis::Status)),
            rating: answer
                .and_then(|answer| answer.rating.clone())
                .filter(|_| here(Axis::Rating)),
            unavailable: answer.and_then(|answer| answer.unavailable),
            completed_on: completed.map(|(_, on)| on).filter(|_| here(Axis::Status)),
            cause: explained.and_then(|observed| observed.observation.cause),
            place: source.map(|observed| observed.place),
        },
        commentary: source.and_then(|observed| observed.observation.commentary.as_deref()),
    }
}
