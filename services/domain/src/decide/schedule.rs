//! Schedules: adopted, asked to run, run.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{AdoptSchedule, RecordRun, RunSchedule};
use quarterday_proto::event::{Event, ScheduleAdopted, ScheduleAsked, ScheduleRan};

use super::{Case, Decided};
use crate::rejection::{Code, reject};
use crate::reminders;

pub(super) fn adopt(case: &Case<'_>, command: &AdoptSchedule) -> Result<Decided, Rejection> {
    let schedule = &command.schedule;
    reminders::check(schedule)?;
    if let Ok(current) = case.state.schedule(&schedule.schedule) {
        case.fresh(current.adopted_at.unwrap_or(0), "the schedule")?;
        if current.schedule == schedule {
            return Ok(Decided::default());
        }
    }
    Ok(Event::ScheduleAdopted(ScheduleAdopted {
        schedule: schedule.clone(),
    })
    .into())
}

pub(super) fn run(case: &Case<'_>, command: &RunSchedule) -> Result<Decided, Rejection> {
    let name = &command.schedule;
    case.state.schedule(name)?;
    let runs = case.state.reminders().runs(name);
    if runs.is_some_and(|runs| runs.asked.is_some()) {
        // It was asked for and has not begun: one run will do for both.
        return Ok(Decided::default());
    }
    Ok(Decided {
        events: vec![Event::ScheduleAsked(ScheduleAsked {
            schedule: name.clone(),
        })],
        notes: vec![format!(
            "`{name}` runs once more as soon as a scheduler looks, out of quiet hours; who was \
             written to by it today is not written to again"
        )],
    })
}

pub(super) fn record(case: &Case<'_>, command: &RecordRun) -> Result<Decided, Rejection> {
    case.scheduler_only()?;
    let name = &command.schedule;
    case.state.schedule(name)?;
    if command.occurrence > case.now {
        return Err(reject(
            Code::FutureDate,
            format!(
                "`{name}` cannot have run for {}: it is {}",
                command.occurrence, case.now
            ),
        ));
    }
    let last = case
        .state
        .reminders()
        .runs(name)
        .and_then(|runs| runs.recent.back());
    if let Some(last) = last
        && last.occurrence >= command.occurrence
    {
        return Err(reject(
            Code::ScheduleRan,
            format!(
                "`{name}` ran for {} already, at place {}",
                last.occurrence, last.place
            ),
        ));
    }
    Ok(Event::ScheduleRan(ScheduleRan {
        schedule: name.clone(),
        occurrence: command.occurrence,
        skipped: command.skipped,
        people: command.people,
    })
    .into())
}
