//! Dates, figures and references at random.

use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::select;
use quarterday_proto::item::Kind;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::target::Basis;
use rust_decimal::Decimal;

use super::setting_up::ITEMS;

pub(crate) fn date() -> impl Strategy<Value = Date> {
    (0..500_i64).prop_map(|days| {
        let first: Date = "2020-03-15".parse().unwrap();
        first.checked_add(jiff::Span::new().days(days)).unwrap()
    })
}

pub(crate) fn quarter() -> impl Strategy<Value = Quarter> {
    prop_oneof![
        9 => select(vec!["2020-21-Q1", "2020-21-Q2", "2020-21-Q3", "2020-21-Q4"]),
        1 => Just("2021-22-Q1"),
    ]
    .prop_map(|quarter| quarter.parse().unwrap())
}

pub(crate) fn plan() -> impl Strategy<Value = String> {
    prop_oneof![6 => Just("P"), 3 => Just("D"), 1 => Just("N")].prop_map(str::to_owned)
}

pub(crate) fn item() -> impl Strategy<Value = (String, Kind)> {
    select(ITEMS.to_vec()).prop_map(|(reference, kind)| (reference.to_owned(), kind))
}

pub(crate) fn reference() -> impl Strategy<Value = String> {
    item().prop_map(|(reference, _)| reference)
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![9 => Just("Because.".to_owned()), 1 => Just(String::new())]
}

pub(crate) fn number() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        20 => (-5..30_i64).prop_map(|n| Decimal::from(n * 5)),
        1 => Just(Decimal::MAX),
        1 => Just(Decimal::MIN),
        1 => Just(Decimal::new(1, 28)),
    ]
}

pub(crate) fn rarely<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.25, value)
}

pub(crate) fn basis() -> impl Strategy<Value = Basis> {
    select(Basis::ALL.to_vec())
}
