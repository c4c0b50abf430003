//! Sample values of every type: the smallest ones, with all that is optional
//! absent, and full ones, with every field present.

mod access;
mod amendments;
mod answers;
mod clearance;
mod clearance_commands;
mod commands;
mod councils;
mod data;
mod items;
mod layouts;
mod lint;
mod plans;
mod positions;
mod quarters;
mod reminders;
mod routes;
mod sheets;

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_proto::event::Event;
use quarterday_proto::id::{
    AmendmentId, DelegationId, ItemId, LayoutId, PersonId, PlanId, ReportId, RouteId, SchemeId,
    TokenId,
};
use quarterday_proto::quarter::Quarter;
use rust_decimal::Decimal;

pub(crate) use answers::{accepted, rejections};
pub(crate) use clearance::full_content;
pub(crate) use commands::envelopes;
pub(crate) use councils::{plain_scheme, rich_scheme};
pub(crate) use data::{data, record_lines};
pub(crate) use positions::{full_position, small_position};
pub(crate) use routes::full_route;
pub(crate) use sheets::full_sheets;

/// Samples of every event, in no order.
pub(crate) fn events() -> Vec<Event> {
    [
        councils::events(),
        plans::events(),
        items::events(),
        quarters::events(),
        amendments::events(),
        clearance::events(),
        reminders::events(),
        access::events(),
    ]
    .concat()
}

/// Samples of fields that events of the same version got later, with the word
/// that their golden files have behind the version.
pub(crate) fn later_events() -> Vec<(&'static str, Vec<Event>)> {
    vec![
        ("facts", quarters::of_facts()),
        ("lint", lint::despite()),
        ("previous-restated", positions::of_restated_comparison()),
        ("roles", councils::of_roles()),
        ("steps", clearance::later()),
        ("targets", amendments::with_targets()),
    ]
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn quarter(text: &str) -> Quarter {
    text.parse().unwrap()
}

fn plan(number: u64) -> PlanId {
    PlanId::from_u64(0x5ca1_ab1e_0000_0000 + number)
}

fn item(number: u64) -> ItemId {
    ItemId::from_u64(0x1dea_0000_0000_0000 + number)
}

fn person(number: u64) -> PersonId {
    PersonId::from_u64(0xfeed_0000_0000_0000 + number)
}

fn scheme(number: u64) -> SchemeId {
    SchemeId::from_u64(number)
}

fn amendment(number: u64) -> AmendmentId {
    AmendmentId::from_u64(u64::MAX - number)
}

fn report(number: u64) -> ReportId {
    ReportId::from_u64(0x0e0e_0000_0000_0000 + number)
}

fn route(number: u64) -> RouteId {
    RouteId::from_u64(0x0f0f_0000_0000_0000 + number)
}

fn layout(number: u64) -> LayoutId {
    LayoutId::from_u64(0x0a0a_0000_0000_0000 + number)
}

fn delegation(number: u64) -> DelegationId {
    DelegationId::from_u64(0x0d0d_0000_0000_0000 + number)
}

fn token(number: u64) -> TokenId {
    TokenId::from_u64(0x0dd0_0000_0000_0000 + number)
}
