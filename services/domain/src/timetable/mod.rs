//! The days that follow from a meeting: backwards to publication, sign-off and
//! the draft, forwards to the decision's notice and the end of call-in.

mod committee;
mod policy;
mod work_out;

pub use committee::is_same;
pub(crate) use committee::{all_timetables, check_names};
pub use policy::{check, policy};
pub use work_out::timetable;
pub(crate) use work_out::{before_meeting, notice_by, publish_by};
