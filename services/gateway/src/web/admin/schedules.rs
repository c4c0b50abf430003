//! Schedules of reminders, with their next runs.

use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{State, reminders};
use quarterday_proto::command::{AdoptSchedule, Command};
use quarterday_proto::schedule::{Schedule, Trigger};

use super::definitions::{Defined, Words};
use super::frame::{address, row};
use crate::call::Call;
use crate::web::words;

/// Runs that are shown of a schedule.
const RUNS_SHOWN: usize = 10;

impl Defined for Schedule {
    const WORDS: Words = Words {
        one: "schedule",
        many: "Schedules of reminders",
        about: "A schedule says when who is asked for what. One that is adopted takes the place \
                of the one of the same name that comes with the product.",
        checked: "Each schedule can do what it says.",
        column: "Next run",
        path: "/schedules",
    };

    fn name(&self) -> &str {
        &self.schedule
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn remark(&self, call: &Call, state: &State) -> Markup {
        html! { (next_run(self, call, state)) }
    }

    fn version(&self) -> String {
        self.schedule.clone()
    }

    fn shown(&self, call: &Call, state: &State) -> Markup {
        let runs = state.reminders().runs(&self.schedule);
        let recent = runs.into_iter().flat_map(|runs| runs.recent.iter().rev());
        let recent: Vec<String> = recent
            .take(RUNS_SHOWN)
            .map(|run| {
                let at = words::moment(state, run.at);
                format!("{at}: {}", people(run.people))
            })
            .collect();
        let is_current = state.schedule(&self.schedule);
        let is_current = is_current.is_ok_and(|current| current.schedule == self);
        let may = call.who.may.has(Right::Administer) && is_current;
        let address = address(call, "/schedules").unwrap_or_default();
        html! {
            dl class="govuk-summary-list" {
                (row("When", when(&self.trigger)))
                (row("Asks for", self.asks.as_str().replace('-', " ")))
                (row("Writes to", self.audience.as_str().replace('-', " ")))
                (row("Mail", &self.template))
                (row("A missed run", format!("is made up for within {}", days(self.catch_up_days))))
                @if is_current { (row("Next run", next_run(self, call, state))) }
            }
            @if !recent.is_empty() {
                h3 class="govuk-heading-s" { "Last runs" }
                ul class="govuk-list govuk-list--bullet" { @for run in &recent { li { (run) } } }
            }
            @if may {
                p class="govuk-body" {
                    a class="govuk-link" href={
                        (address) "/" (words::encoded(&self.schedule)) "/pause"
                    } { @if self.enabled { "Pause it" } @else { "Let it run again" } }
                }
            }
        }
    }

    fn read(text: &str) -> Result<Vec<Self>, Vec<String>> {
        reminders::parse(text).map_err(|rejection| vec![rejection.detail])
    }

    fn adopted(state: &State) -> Vec<Self> {
        let all = state.schedules().into_iter();
        let adopted = all.filter(|current| current.adopted_at.is_some());
        adopted.map(|current| current.schedule.clone()).collect()
    }

    fn built_in() -> Vec<Self> {
        reminders::builtin().to_vec()
    }

    fn command(self) -> Command {
        Command::AdoptSchedule(AdoptSchedule { schedule: self })
    }
}

fn people(count: u32) -> String {
    match count {
        1 => "1 person was due".to_owned(),
        count => format!("{count} people were due"),
    }
}

fn days(count: u8) -> String {
    words::counted(usize::from(count), "day")
}

/// When a schedule comes next, or why it does not.
pub(super) fn next_run(schedule: &Schedule, call: &Call, state: &State) -> String {
    if !schedule.enabled {
        return "paused".to_owned();
    }
    if schedule.trigger == Trigger::AtOnce {
        return "at once, whenever there is something".to_owned();
    }
    let next = (call.gateway.surroundings.next_run)(state, &schedule.schedule, call.now());
    next.map_or_else(
        || "no day is set that it counts from".to_owned(),
        |at| words::moment(state, at),
    )
}

fn when(trigger: &Trigger) -> String {
    match trigger {
        Trigger::Cron {
            expression,
            working_days,
        } => {
            let only = if *working_days {
                ", on working days"
            } else {
                ""
            };
            format!("by the clock, {expression}{only}")
        }
        Trigger::Relative {
            to,
            days,
            working,
            at,
        } => format!("{}, at {at}", reminders::in_words(*to, *days, *working)),
        Trigger::AtOnce => "at once, whenever there is something to ask for".to_owned(),
    }
}
