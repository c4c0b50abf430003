//! Schedules: adopted, asked to run, run.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{AdoptSchedule, RecordRun, RunSchedule};
use quarterday_proto::event::{Event, ScheduleAdopted, ScheduleAsked, ScheduleRan};
use quarterday_proto::id::PersonId;
use quarterday_proto::schedule::{Schedule, Trigger};

use super::{Case, Decided, counted};
use crate::rejection::{Code, reject};
use crate::reminders::{self, Rule};

pub(super) fn adopt(case: &Case<'_>, command: &AdoptSchedule) -> Result<Decided, Rejection> {
    let schedule = &command.schedule;
    let working = case.state.council()?.working_days();
    reminders::check(schedule, &working, case.today)?;
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
    let schedule = case.state.schedule(name)?.schedule;
    let people = people(case, &command.people)?;
    let by_the_clock = matches!(schedule.trigger, Trigger::Cron { .. });
    if !people.is_empty() && !by_the_clock {
        return Err(reject(
            Code::ScheduleForAll,
            format!(
                "`{name}` asks on days that it counts, and a run for some would leave the others \
                 out: run one that goes by the clock, such as `answers-weekly`"
            ),
        ));
    }
    if schedule.trigger == Trigger::AtOnce {
        return Err(reject(
            Code::NoEffect,
            format!(
                "`{name}` writes at once, whenever there is something to ask for: it has no runs \
                 to ask for"
            ),
        ));
    }
    let runs = case.state.reminders().runs(name);
    if let Some(runs) = runs.filter(|runs| runs.asked.is_some()) {
        let of_all = runs.asked_of.is_empty();
        let of_these = !people.is_empty() && people.iter().all(|one| runs.asked_of.contains(one));
        if of_all || of_these {
            // It was asked for and has not begun: one run will do for both.
            return Ok(Decided {
                events: Vec::new(),
                notes: vec![format!(
                    "a run of `{name}` was asked for already and has not begun: one will do"
                )],
            });
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
        notes: promises(case, schedule, &whom)?,
    })
}

/// What the run of a schedule that is asked for will do, and what it will not.
fn promises(case: &Case<'_>, schedule: &Schedule, whom: &str) -> Result<Vec<String>, Rejection> {
    let name = &schedule.schedule;
    let when = match reminders::quiet_until(case.state, case.now) {
        Some(until) => {
            let zone = case.state.council()?.time_zone();
            let until = zone.to_datetime(until).strftime("%H:%M on %-d %B");
            format!("when the quiet hours are over, at {until}")
        }
        None => "as soon as a scheduler looks".to_owned(),
    };
    let mut notes = vec![format!(
        "`{name}` runs once more{whom} {when}; who was written to by it today is not written to again"
    )];
    if let Trigger::Relative {
        to, days, working, ..
    } = &schedule.trigger
    {
        let rule = Rule {
            schedule,
            after: None,
            day: case.today,
            only: &[],
        };
        let people = reminders::due(case.state, &[rule], case.today)?
            .people
            .len();
        notes.push(format!(
            "it is counted by days, and asks only for that of which today is {}, or which a run \
             missed: today {}",
            reminders::in_words(*to, *days, *working),
            match people {
                0 => "that is nothing, and nobody is written to".to_owned(),
                people => format!(
                    "that is something of {}",
                    counted(people, "person", "people")
                ),
            }
        ));
    }
    if !schedule.enabled {
        notes.push(format!(
            "`{name}` is not enabled: it runs this once, and not by itself"
        ));
    }
    Ok(notes)
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
