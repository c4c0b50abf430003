//! The days that follow from a meeting: backwards to publication, sign-off and
//! the draft, forwards to the decision's notice and the end of call-in.

mod policy;
mod work_out;

pub use policy::{check, policy};
pub use work_out::timetable;
pub(crate) use work_out::{before_meeting, notice_by, publish_by};
