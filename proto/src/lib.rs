//! The contract of quarterday: ids, records, commands, events and what is
//! answered, with their JSON Schemas.
//!
//! **Invariant:** only shapes live here, no rule and no I/O; an event that was
//! once published decodes for ever.

pub mod answer;
pub mod api;
pub mod asyncapi;
pub mod calendar;
pub mod command;
pub mod council;
pub mod digest;
pub mod digits;
pub mod event;
pub mod exchange;
pub mod headers;
pub mod id;
pub mod item;
pub mod keys;
pub mod layout;
pub mod link;
pub mod lint;
pub mod observed;
pub mod plan;
pub mod position;
pub mod quarter;
pub mod quoted;
pub mod record;
pub mod report;
pub mod restated;
pub mod role;
pub mod route;
pub mod schedule;
pub mod schema;
pub mod scheme;
pub mod session;
pub mod sheet;
pub mod subject;
pub mod target;
pub mod time_of_day;
pub mod timetable;
pub mod upcast;
pub mod when;
