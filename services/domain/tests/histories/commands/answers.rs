//! Answers at random.

use proptest::prelude::*;
use proptest::sample::select;
use quarterday_proto::item::{Cause, Kind, Observation, Unavailable};
use rust_decimal::Decimal;

use super::values::{basis, date, item, number, rarely};

pub(crate) fn observation() -> impl Strategy<Value = Observation> {
    let facts = (
        rarely(select(Cause::ALL.to_vec())),
        prop::option::of(number()),
        rarely(number()),
        rarely(select(vec!["green", "amber", "red", "blue"])),
        rarely(select(Unavailable::ALL.to_vec())),
    );
    let when = (
        date(),
        rarely(basis()),
        rarely(0..110_i64),
        rarely(0..80_i64),
    );
    (
        when,
        prop::option::of(any::<bool>()),
        facts,
        prop::option::weighted(0.9, Just("Words.")),
    )
        .prop_map(|((as_at, basis, percent, done), on_track, facts, words)| {
            let (cause, actual, forecast, rating, unavailable) = facts;
            let before = |days| as_at.checked_sub(jiff::Span::new().days(days)).unwrap();
            Observation {
                as_at,
                basis,
                percent_complete: percent.map(Decimal::from),
                completed_on: done.map(before),
                on_track: on_track.filter(|on_track| done.is_none() || *on_track),
                cause,
                actual: actual.filter(|_| unavailable.is_none()),
                forecast,
                rating: rating.map(str::to_owned),
                unavailable,
                commentary: words.map(Into::into),
            }
        })
}

/// An answer of an item; now and then with facts that mean nothing for its kind.
pub(crate) fn answer() -> impl Strategy<Value = (String, Observation)> {
    let as_it_comes = prop::bool::weighted(0.1);
    (item(), observation(), as_it_comes).prop_map(|((reference, kind), given, as_it_comes)| {
        let fits = |kinds: &[Kind]| as_it_comes || kinds.contains(&kind);
        let figures = fits(&[Kind::Measure, Kind::Project, Kind::Risk]);
        let work = fits(&[Kind::Action, Kind::Milestone, Kind::Project]);
        let facts = Observation {
            basis: given.basis.filter(|_| figures),
            percent_complete: given.percent_complete.filter(|_| work),
            completed_on: given.completed_on.filter(|_| work || kind == Kind::Risk),
            on_track: given.on_track.filter(|_| work),
            cause: given.cause.filter(|_| work || kind == Kind::Measure),
            actual: given.actual.filter(|_| figures),
            forecast: given.forecast.filter(|_| figures),
            rating: given.rating.clone().filter(|_| fits(&[Kind::Project])),
            ..given
        };
        (reference, facts)
    })
}
