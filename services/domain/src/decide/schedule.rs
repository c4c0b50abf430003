//! Schedules: adopted, asked to run, run.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{AdoptSchedule, RecordRun, RunSchedule};
use quarterday_proto::event::{Event, ScheduleAdopted, ScheduleAsked, ScheduleRan};
use quarterday_proto::id::PersonId;
use quarterday_proto::schedule::Trigger;

use super::{Case, Decided, counted};
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
    let current = case.state.schedule(name)?;
    let people = people(case, &command.people)?;
    let by_the_clock = matches!(current.schedule.trigger, Trigger::Cron { .. });
    if !people.is_empty() && !by_the_clock {
        return Err(reject(
            Code::ScheduleForAll,
            format!(
                "`{name}` asks on days that it counts, and a run for some would leave the others \
                 out: run one that goes by the clock, such as `answers-weekly`"
            ),
        ));
    }
    let runs = case.state.reminders().runs(name);
    if let Some(runs) = runs.filter(|runs| runs.asked.is_some()) {
        let of_all = runs.asked_of.is_empty();
        let of_these = !people.is_empty() && people.iter().all(|one| runs.asked_of.contains(one));
        if of_all || of_these {
            // It was asked for and has not begun: one run will do for both.
            return Ok(Decided::default());
        }
    }
    let whom = match people.len() {
        0 => String::new(),
        some => format!(" for {}", counted(some, "person", "people")),
    };
    Ok(Decided {
        events: vec![Event::ScheduleAsked(ScheduleAsked {
            schedule: name.clone(),
            people,
        })],
        notes: vec![format!(
            "`{name}` runs once more{whom} as soon as a scheduler looks, out of quiet hours; who \
             was written to by it today is not written to again"
        )],
    })
}

/// People by their addresses, each once.
fn people(case: &Case<'_>, addresses: &[String]) -> Result<Vec<PersonId>, Rejection> {
    let known = addresses.iter().map(|email| case.state.person(email));
    let mut people = known
        .map(|person| person.map(|person| person.id))
        .collect::<Result<Vec<_>, _>>()?;
    people.sort_unstable();
    people.dedup();
    Ok(people)
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
