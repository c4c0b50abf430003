//! Sample values of every type: the smallest ones, with all that is optional
//! absent, and full ones, with every field present.

mod amendments;
mod answers;
mod commands;
mod councils;
mod data;
mod items;
mod plans;
mod positions;
mod quarters;
mod sheets;

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_proto::event::Event;
use quarterday_proto::id::{AmendmentId, ItemId, PersonId, PlanId, SchemeId, TokenId};
use quarterday_proto::quarter::Quarter;
use rust_decimal::Decimal;

pub(crate) use answers::{accepted, rejections};
pub(crate) use commands::envelopes;
pub(crate) use councils::{plain_scheme, rich_scheme};
pub(crate) use data::{data, record_lines};
pub(crate) use positions::{full_position, small_position};
pub(crate) use sheets::full_sheets;

/// Samples of every event, in no order.
pub(crate) fn events() -> Vec<Event> {
    [
        councils::events(),
        plans::events(),
        items::events(),
        quarters::events(),
        amendments::events(),
    ]
    .concat()
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

fn token(number: u64) -> TokenId {
    TokenId::from_u64(0x0dd0_0000_0000_0000 + number)
}
