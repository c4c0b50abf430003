//! Schedules of reminders.

use quarterday_proto::api::{RunView, ScheduleList, ScheduleView};

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};

/// Runs that are shown of each schedule.
const RUNS_SHOWN: usize = 10;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/schedules", "schedules", list)
            .about("The schedules of reminders, built-in ones too, and their last runs")
            .gives_json::<ScheduleList>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let schedules = state.schedules().into_iter().map(|current| {
        let runs = state.reminders().runs(&current.schedule.schedule);
        let recent = runs.into_iter().flat_map(|runs| runs.recent.iter().rev());
        ScheduleView {
            schedule: current.schedule.clone(),
            adopted_at: current.adopted_at,
            next: (call.gateway.surroundings.next_run)(
                &state,
                &current.schedule.schedule,
                call.now(),
            ),
            asked: runs.and_then(|runs| runs.asked),
            runs: recent
                .take(RUNS_SHOWN)
                .map(|run| RunView {
                    occurrence: run.occurrence,
                    at: run.at,
                    skipped: run.skipped,
                    people: run.people,
                    place: run.place,
                })
                .collect(),
        }
    });
    let schedules = schedules.collect();
    drop(state);
    answer::json(&ScheduleList { schedules })
}
