//! The schedules that are due, and what they ask of whom.

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_domain::State;
use quarterday_domain::reminders::{Current, Due, DueList, Rule, due, is_capped, quiet_until};
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Command, RecordRun};
use quarterday_proto::schedule::Trigger;

use super::sending::Wanted;
use super::times::times;
use super::{Council, Reminders, Ticked};

/// A schedule's run that is due.
struct Run {
    schedule: String,
    occurrence: Timestamp,
    skipped: u32,
}

/// What is to be done.
#[derive(Default)]
struct Round {
    runs: Vec<Run>,
    wanted: Vec<Wanted>,
    unreached: u32,
    faults: Vec<String>,
}

impl Reminders {
    /// Sends what the schedules that are due ask for, and records that they
    /// ran once all of it is settled. Who dies before that leaves the rest to
    /// the next tick of anyone.
    pub(super) async fn rounds(&self, council: &Council, now: Timestamp, ticked: &mut Ticked) {
        let round = {
            let state = council.view.state();
            // What is due in quiet hours is put off to their end.
            if quiet_until(&state, now).is_some() {
                return;
            }
            round(&state, now)
        };
        ticked.faults.extend(round.faults);
        if round.runs.is_empty() && round.wanted.is_empty() {
            return;
        }
        let people = u32::try_from(round.wanted.len()).unwrap_or(u32::MAX);
        ticked.schedules += u32::try_from(round.runs.len()).unwrap_or(u32::MAX);
        ticked.due += people;
        ticked.unreached += round.unreached;
        if !self.send_all(council, round.wanted, ticked).await {
            return;
        }
        for run in round.runs {
            let people = {
                let state = council.view.state();
                asked_by(&state, &run)
            };
            let command = Command::RecordRun(RecordRun {
                schedule: run.schedule.clone(),
                occurrence: run.occurrence,
                skipped: run.skipped,
                people,
            });
            match self.inner.append(council, command).await {
                // Another scheduler was here too.
                Ok(()) | Err(quarterday_bus::Error::Rejected(_)) => {}
                Err(error) => {
                    let name = run.schedule;
                    ticked
                        .faults
                        .push(format!("recording a run of {name}: {error}"));
                }
            }
        }
    }
}

/// How many people a run wrote to: whom the run before it had written to, it left
/// out.
fn asked_by(state: &State, run: &Run) -> u32 {
    let day = state.day_of(run.occurrence);
    let before = state.reminders().runs(&run.schedule);
    let before = before.and_then(|runs| runs.recent.back());
    let digests = state.reminders().digests();
    let count = digests
        .filter(|digest| digest.claim.day >= day && digest.claim.schedules.contains(&run.schedule))
        .filter(|digest| before.is_none_or(|before| digest.first_claimed > before.at))
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn round(state: &State, now: Timestamp) -> Round {
    let mut round = Round::default();
    let today = state.day_of(now);
    let schedules = state.schedules();
    let mut timed = Vec::new();
    for current in &schedules {
        let name = &current.schedule.schedule;
        if current.schedule.trigger == Trigger::AtOnce {
            match at_once(state, current, today) {
                Ok(wanted) => round.wanted.extend(wanted),
                Err(rejection) => round.faults.push(fault(name, &rejection)),
            }
            continue;
        }
        match times(state, current, now) {
            Ok(times) => timed.push((current.schedule, times)),
            Err(rejection) => round.faults.push(fault(name, &rejection)),
        }
    }
    let mut rules = Vec::new();
    let mut later = Vec::new();
    for (schedule, times) in &timed {
        let rule = |day, only| Rule {
            schedule,
            after: Some(times.after),
            day,
            only,
        };
        if let Some(occurrence) = times.due {
            rules.push(rule(state.day_of(occurrence), times.only.as_slice()));
            round.runs.push(Run {
                schedule: schedule.schedule.clone(),
                occurrence,
                skipped: times.skipped,
            });
        } else if times.next.is_some_and(|next| state.day_of(next) == today) {
            // What comes later today goes into the same mail.
            later.push(rule(today, &[]));
        }
    }
    if rules.is_empty() {
        return round;
    }
    match together(state, &rules, &later, today) {
        Ok((list, wanted)) => {
            round.unreached = u32::try_from(list.unreached.len()).unwrap_or(u32::MAX);
            round.wanted.extend(wanted);
        }
        Err(rejection) => {
            round.faults.push(fault("the due list", &rejection));
            round.runs.clear();
        }
    }
    round
}

/// A mail of its own for each thing that a schedule asks for at once. Who was
/// written to often enough today waits; what nobody can be asked is left to the
/// schedules that escalate.
fn at_once(state: &State, current: &Current<'_>, today: Date) -> Result<Vec<Wanted>, Rejection> {
    if !current.schedule.enabled {
        return Ok(Vec::new());
    }
    let rule = Rule {
        schedule: current.schedule,
        after: None,
        day: today,
        only: &[],
    };
    let list = due(state, &[rule], today)?;
    let mut wanted = Vec::new();
    for one in list.people {
        if is_capped(state, one.person, today).0 {
            continue;
        }
        for asked in one.items {
            wanted.push(Wanted {
                about: asked.thing.since(),
                due: Due {
                    person: one.person,
                    schedules: one.schedules.clone(),
                    items: vec![asked],
                },
                day: today,
            });
        }
    }
    Ok(wanted)
}

/// One digest for each person whom a schedule that is due asks, with what later
/// schedules of the day ask of them.
fn together(
    state: &State,
    rules: &[Rule<'_>],
    later: &[Rule<'_>],
    today: Date,
) -> Result<(DueList, Vec<Wanted>), Rejection> {
    let mut list = due(state, rules, today)?;
    let more = due(state, later, today)?;
    let mut wanted = Vec::new();
    for mut one in std::mem::take(&mut list.people) {
        if let Some(also) = more.people.iter().find(|also| also.person == one.person) {
            for name in &also.schedules {
                if !one.schedules.contains(name) {
                    one.schedules.push(name.clone());
                }
            }
            for asked in &also.items {
                if !one.items.iter().any(|known| known.thing == asked.thing) {
                    one.items.push(asked.clone());
                }
            }
        }
        let of_rule = |name: &String| {
            let mut all = rules.iter().chain(later);
            let rule = all.find(|rule| rule.schedule.schedule == *name);
            rule.map(|rule| rule.day)
        };
        let day = one.schedules.iter().filter_map(of_rule).max();
        wanted.push(Wanted {
            day: day.unwrap_or(today),
            due: one,
            about: None,
        });
    }
    Ok((list, wanted))
}

fn fault(what: &str, rejection: &Rejection) -> String {
    format!("{what}: {rejection}")
}

#[cfg(test)]
mod tests {
    use quarterday_proto::digest::Claim;
    use quarterday_proto::event::{DigestClaimed, Event, Recorded, ScheduleRan};
    use quarterday_proto::id::{DigestId, PersonId};

    use super::*;

    const NAME: &str = "answers-weekly";

    /// A mail of 5 January by a schedule.
    fn claimed(person: u64, schedule: &str) -> Event {
        let claim = Claim {
            person: PersonId::from_u64(person),
            day: "2027-01-05".parse().unwrap(),
            schedules: vec![schedule.to_owned()],
            items: Vec::new(),
            about: None,
            node: "one".parse().unwrap(),
            lease_until: "2027-01-05T10:05:00Z".parse().unwrap(),
            template: "digest@1".to_owned(),
            content_hash: "ab".repeat(32),
            message_id: "m@a.example".to_owned(),
        };
        Event::DigestClaimed(DigestClaimed {
            digest: DigestId::from_u64(person),
            claim: Box::new(claim),
            attempt: 1,
            links: Vec::new(),
        })
    }

    fn ran(occurrence: &str) -> Event {
        Event::ScheduleRan(ScheduleRan {
            schedule: NAME.to_owned(),
            occurrence: occurrence.parse().unwrap(),
            skipped: 0,
            people: 2,
        })
    }

    #[test]
    fn a_run_counts_whom_it_wrote_to_itself() {
        let check = |happened: &[(Event, &str)], occurrence: &str, expected: u32| {
            let mut state = State::default();
            for ((event, at), place) in happened.iter().zip(1..) {
                let at = at.parse().unwrap();
                state.evolve(event, Recorded { place, at });
            }
            let run = Run {
                schedule: NAME.to_owned(),
                occurrence: occurrence.parse().unwrap(),
                skipped: 0,
            };
            assert_eq!(asked_by(&state, &run), expected);
        };
        let (asked, own) = ("2027-01-05T08:30:00Z", "2027-01-05T09:00:00Z");
        let both = [
            (claimed(1, NAME), "2027-01-05T08:30:01Z"),
            (claimed(2, NAME), "2027-01-05T08:30:02Z"),
        ];
        check(&[], own, 0);
        check(&both, asked, 2);
        let ran = (ran(asked), "2027-01-05T08:30:03Z");
        let told = [&both[..], &[ran]].concat();
        check(&told, own, 0);
        let more = [
            (claimed(3, NAME), "2027-01-05T09:00:01Z"),
            (claimed(4, "items-due"), "2027-01-05T09:00:02Z"),
        ];
        check(&[&told[..], &more].concat(), own, 1);
        // A run of another day.
        check(&both, "2027-01-06T09:00:00Z", 0);
    }
}
