//! Which facts an observation of an item may state.
//!
//! | fact | action, milestone | project | measure | risk |
//! |---|---|---|---|---|
//! | `completed_on` | yes | yes | by scheme | yes |
//! | `on_track`, `percent_complete` | yes | yes | by scheme | by scheme |
//! | `cause` | yes | yes | yes | by scheme |
//! | `actual`, `forecast`, `basis` | by scheme | yes | yes | yes |
//! | `rating` | by scheme | by scheme | by scheme | by scheme |
//! | `unavailable`, `commentary` | yes | yes | yes | yes |
//!
//! *By scheme*: where the version that counts for the quarter asks for it of
//! that kind of item. A fact that means nothing would be stored, shown nowhere
//! and believed to be reported, so it is refused.

use quarterday_proto::answer::Rejection;
use quarterday_proto::item::{Kind, Observation};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::scheme::{Axis, Fact};

use crate::rejection::{Code, reject};
use crate::scheme::{CompiledAssessment, CompiledScheme};
use crate::state::{Item, Plan, State};

/// A fact that means nothing for its item.
pub(in crate::decide) struct Unfit {
    /// The column that it is in.
    pub(in crate::decide) column: &'static str,
    /// What it says.
    pub(in crate::decide) found: String,
    /// Why it is refused, and what may stand there.
    pub(in crate::decide) rejection: Rejection,
}

/// The facts of an observation that mean nothing for an item of its kind under
/// the plan's scheme. Before the scheme's first version nothing is known of
/// what it asks for, so anything fits.
pub(in crate::decide) fn unfit(
    state: &State,
    plan: &Plan,
    item: &Item,
    observation: &Observation,
) -> Vec<Unfit> {
    let version = Quarter::of(observation.as_at)
        .and_then(|quarter| state.scheme_for(&plan.details.scheme, quarter).ok());
    let Some((scheme, _)) = version else {
        return Vec::new();
    };
    let given: [(&str, Option<String>, Means); 7] = [
        ("completed_on", text(observation.completed_on), completions),
        ("on_track", observation.on_track.map(yes_or_no), judgements),
        (
            "percent_complete",
            text(observation.percent_complete),
            progress,
        ),
        ("cause", text(observation.cause), causes),
        ("actual", text(observation.actual), figures),
        ("forecast", text(observation.forecast), forecasts),
        ("basis", text(observation.basis), figures),
    ];
    let named = format!("item `{}`", item.reference());
    let mut unfit: Vec<Unfit> = given
        .into_iter()
        .filter_map(|(column, found, means)| Some((column, found?, means)))
        .filter(|(_, _, means)| !means(item.kind, scheme))
        .map(|(column, found, _)| Unfit {
            column,
            found,
            rejection: reject(
                Code::ObservationInvalid,
                format!(
                    "nothing here: {named} is a{} {}, of which scheme `{}` asks for no `{column}`",
                    if item.kind == Kind::Action { "n" } else { "" },
                    item.kind,
                    scheme.source.scheme
                ),
            ),
        })
        .collect();
    unfit.extend(observation.rating.as_ref().and_then(|word| {
        Some(Unfit {
            column: "rating",
            found: word.clone(),
            rejection: off_the_scale(scheme, item, word)?,
        })
    }));
    unfit
}

/// Whether a fact means something for a kind of item under a scheme.
type Means = fn(Kind, &CompiledScheme) -> bool;

fn completions(kind: Kind, scheme: &CompiledScheme) -> bool {
    kind != Kind::Measure || asked(scheme, kind, &[Fact::Completion, Fact::Completed])
}

fn judgements(kind: Kind, scheme: &CompiledScheme) -> bool {
    is_work(kind) || asked(scheme, kind, &[Fact::OnTrack])
}

fn progress(kind: Kind, scheme: &CompiledScheme) -> bool {
    is_work(kind) || asked(scheme, kind, &[Fact::Progress])
}

fn causes(kind: Kind, scheme: &CompiledScheme) -> bool {
    kind != Kind::Risk || asked(scheme, kind, &[Fact::Cause])
}

fn figures(kind: Kind, scheme: &CompiledScheme) -> bool {
    let compared = [
        Fact::Target,
        Fact::Band,
        Fact::Shortfall,
        Fact::VersusPrevious,
        Fact::VersusYearAgo,
    ];
    has_figures(kind) || on_axis(scheme, kind, Axis::Target) || asked(scheme, kind, &compared)
}

fn forecasts(kind: Kind, scheme: &CompiledScheme) -> bool {
    has_figures(kind)
        || on_axis(scheme, kind, Axis::Forecast)
        || asked(scheme, kind, &[Fact::ForecastShortfall])
}

/// Work that is to be done by a date.
fn is_work(kind: Kind) -> bool {
    matches!(kind, Kind::Action | Kind::Milestone | Kind::Project)
}

/// The kinds that may have targets.
fn has_figures(kind: Kind) -> bool {
    matches!(kind, Kind::Measure | Kind::Project | Kind::Risk)
}

fn asked(scheme: &CompiledScheme, kind: Kind, facts: &[Fact]) -> bool {
    let asks = |assessment: &CompiledAssessment| facts.iter().any(|fact| assessment.asks(*fact));
    scheme.of_kind(kind).any(|assessment| asks(assessment))
}

fn on_axis(scheme: &CompiledScheme, kind: Kind, axis: Axis) -> bool {
    scheme.assessment(kind, axis).is_some()
}

/// Refuses a rating that is on no scale of the kind.
fn off_the_scale(scheme: &CompiledScheme, item: &Item, word: &str) -> Option<Rejection> {
    let mut scales = scheme.of_kind(item.kind);
    if scales.any(|assessment| assessment.rating(word).is_some()) {
        return None;
    }
    let mut words: Vec<&str> = scheme
        .of_kind(item.kind)
        .flat_map(|assessment| assessment.source.ratings.iter().map(String::as_str))
        .collect();
    let mut seen = rustc_hash::FxHashSet::default();
    words.retain(|word| seen.insert(*word));
    let (reference, kind, name) = (item.reference(), item.kind, &scheme.source.scheme);
    let detail = if words.is_empty() {
        format!("item `{reference}`: scheme `{name}` has no rating scale for {kind} items")
    } else {
        format!(
            "item `{reference}`: `{word}` is not on the rating scale of scheme `{name}` for \
             {kind} items: {}",
            words.join(", ")
        )
    };
    Some(reject(Code::UnknownRating, detail))
}

fn text(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn yes_or_no(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}
