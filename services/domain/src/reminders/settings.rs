//! How a council's people are reminded, as it was configured.

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::schedule::ReminderSettings;

use crate::rejection::{Code, reject};
use crate::state::State;

pub(super) fn settings(state: &State) -> Option<&ReminderSettings> {
    state.council.as_ref()?.settings.reminders.as_ref()
}

/// Refuses settings under which nobody would be written to, or of a performance
/// team that nobody is.
///
/// # Errors
/// `QD0130`, and `QD0009` or `QD0101` of the performance team.
pub(crate) fn check_settings(
    state: &State,
    settings: &ReminderSettings,
    today: Date,
) -> Result<(), Rejection> {
    if settings.daily_cap == Some(0) {
        return Err(reject(
            Code::RemindersInvalid,
            "`daily_cap` is 0, so nobody would ever be written to: the least is 1. A schedule \
             that is not wanted is adopted with `enabled = false`",
        ));
    }
    let Some(email) = &settings.performance_team else {
        return Ok(());
    };
    let team = state.person(email).map_err(|mut rejection| {
        rejection.detail = format!(
            "`performance_team`: {}. A shared mailbox is a row of the people sheet too: import \
             it, then configure this",
            rejection.detail
        );
        rejection
    })?;
    if team.details.to.is_some_and(|last| last < today) {
        return Err(reject(
            Code::HasLeft,
            format!(
                "`performance_team`: the last day of `{}` in the post has passed, so what nobody \
                 does would be told to nobody",
                team.details.email
            ),
        ));
    }
    Ok(())
}
