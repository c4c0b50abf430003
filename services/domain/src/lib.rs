//! The rules of a council's quarterly cycle: `decide(state, command, now)` makes
//! events or a rejection, `State::evolve` makes the next state of an event.
//!
//! **Invariant:** pure. No I/O, no clock, no randomness, no tokio: the same
//! state, command and time give the same events, on every node and in every
//! replay.

pub mod calendar;
mod clearance;
mod decide;
pub mod facts;
pub mod figures;
pub mod layout;
pub mod lint;
mod look;
pub mod percent;
mod position;
mod rejection;
pub mod reminders;
pub mod rights;
pub mod scheme;
pub mod signals;
mod state;
pub mod timetable;

pub use clearance::{
    Holders, OpenRequest, RoleStanding, Standing, builtin_route_names, builtin_routes,
    parse_report, parse_route,
};
pub use decide::{Context, Decided, decide, may_send};
pub use position::{
    Selection, bases, frozen, listed, position, positions, positions_under, unanswered,
};
pub use rejection::{Code, reject};
pub use state::{
    Access, AdoptedSchedule, Amendment, AmendmentStanding, Appointment, Binding, Bounce, Council,
    Delegation, Digest, Edition, Ended, Item, ItemVersion, LayoutVersion, Link, LinkRequest,
    Observed, Person, Plan, Progress, QuarterRecord, Relation, Reminders, Report, Request,
    Restatement, Returned, RouteVersion, Run, Runs, SentDespiteLint, Session, Signature, State,
    TargetVersion, Token,
};
