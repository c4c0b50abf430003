//! Due lists: who is to be asked for what by the schedules that are due.

use std::collections::BTreeMap;

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::digest::{Asked, Because};
use quarterday_proto::id::PersonId;
use quarterday_proto::schedule::{Asks, Audience, Schedule, Trigger};

use super::clearance::signatory;
use super::days::Counting;
use super::route::{Unreached, addressee, manager, team};
use super::thing::{Candidate, candidates};
use crate::state::State;

/// A schedule that is due, and the days that it makes up for.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// The schedule.
    pub schedule: &'a Schedule,
    /// The day of the last run, itself not included: what a relative schedule
    /// would have asked for since is asked for now, once.
    pub after: Option<Date>,
    /// The day of this run.
    pub day: Date,
    /// Who alone is asked; none: everybody.
    pub only: &'a [PersonId],
}

/// What one person is to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub person: PersonId,
    /// The schedules that ask, by name.
    pub schedules: Vec<String>,
    /// What is asked for, each thing once.
    pub items: Vec<Asked>,
}

/// Who is to be asked for what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueList {
    /// By person.
    pub people: Vec<Due>,
    /// What nobody can be asked for, and why.
    pub unreached: Vec<(Asked, Unreached)>,
}

/// Who is to be asked for what by schedules that are due, on a day. Who was
/// written to by a schedule for this day already is left out.
///
/// # Errors
/// Where the working days are not known that a schedule counts.
pub fn due(state: &State, rules: &[Rule<'_>], today: Date) -> Result<DueList, Rejection> {
    let counting = Counting::of(state)?;
    let mut known: BTreeMap<(Asks, u8), Vec<Candidate>> = BTreeMap::new();
    let mut people: BTreeMap<PersonId, Due> = BTreeMap::new();
    let mut unreached = Vec::new();
    for rule in rules {
        let asks = rule.schedule.asks;
        // Only what is told of has a day before which it is not told any more.
        let days = match asks {
            Asks::Publications => rule.schedule.catch_up_days,
            _ => 0,
        };
        let candidates = known
            .entry((asks, days))
            .or_insert_with(|| candidates(state, asks, days, today));
        for candidate in candidates.iter() {
            if !rule.asks_for(candidate, &counting, today)? {
                continue;
            }
            match asked_of(state, rule.schedule.audience, candidate, today) {
                Ok((person, asked)) => {
                    if rule.may_ask(state, person, &asked) {
                        let due = people.entry(person).or_insert_with(|| Due {
                            person,
                            schedules: Vec::new(),
                            items: Vec::new(),
                        });
                        due.add(&rule.schedule.schedule, asked);
                    }
                }
                Err(why) => unreached.push((asked(candidate), why)),
            }
        }
    }
    Ok(DueList {
        people: people.into_values().collect(),
        unreached,
    })
}

impl Rule<'_> {
    fn asks_for(
        &self,
        candidate: &Candidate,
        counting: &Counting,
        today: Date,
    ) -> Result<bool, Rejection> {
        let (to, days, working) = match &self.schedule.trigger {
            Trigger::Cron { .. } => return Ok(candidate.is_of_now(today)),
            Trigger::AtOnce => return Ok(true),
            Trigger::Relative {
                to, days, working, ..
            } => (to, days, working),
        };
        let Some(anchor) = candidate.anchor(*to) else {
            return Ok(false);
        };
        let apart = (anchor - self.day).get_days().abs();
        let made_up = self.after.map_or(0, |after| (self.day - after).get_days());
        if apart > 3 * i32::from(days.unsigned_abs()) + 31 + made_up {
            return Ok(false);
        }
        let day = counting.shifted(anchor, *days, *working)?;
        Ok(day <= self.day && self.after.map_or(day == self.day, |after| day > after))
    }

    /// Whether the run is for the person, and the schedule has not written to
    /// them for its day, nor, if
    /// it asks once only, for the thing.
    fn may_ask(&self, state: &State, person: PersonId, asked: &Asked) -> bool {
        if !self.only.is_empty() && !self.only.contains(&person) {
            return false;
        }
        let name = &self.schedule.schedule;
        let reminders = state.reminders();
        let at_once = self.schedule.trigger == Trigger::AtOnce;
        if !at_once && reminders.written_since(person, name, self.day) {
            return false;
        }
        let once = at_once || self.schedule.once;
        !once || reminders.told(person, name, &asked.thing).is_none()
    }
}

impl Due {
    fn add(&mut self, schedule: &str, asked: Asked) {
        if !self.schedules.iter().any(|known| known == schedule) {
            self.schedules.push(schedule.to_owned());
        }
        if !self.items.iter().any(|known| known.thing == asked.thing) {
            self.items.push(asked);
        }
    }
}

fn asked(candidate: &Candidate) -> Asked {
    Asked {
        thing: candidate.thing.clone(),
        due: candidate.due,
        of: candidate.holder,
        because: None,
    }
}

/// Who is asked for a thing, and as what.
fn asked_of(
    state: &State,
    audience: Audience,
    candidate: &Candidate,
    today: Date,
) -> Result<(PersonId, Asked), Unreached> {
    let (person, because) = match (candidate.holder, audience) {
        (None, _) => team(state, today, Because::Unanswerable)?,
        (Some(_), Audience::PerformanceTeam) => team(state, today, Because::Escalated)?,
        (Some(holder), Audience::LineManager) => manager(state, holder, today)?,
        (Some(holder), Audience::Signatory) => signatory(state, &candidate.thing, holder, today)?,
        (Some(holder), Audience::Sponsor) => match candidate.sponsor {
            Some(sponsor) => {
                let (person, _) = addressee(state, sponsor, today)?;
                (person, (person != holder).then_some(Because::Escalated))
            }
            None => team(state, today, Because::Escalated)?,
        },
        (Some(holder), Audience::Owner | Audience::Author) => addressee(state, holder, today)?,
        (Some(holder), Audience::Involved) => (holder, None),
    };
    let is_another = candidate.holder != Some(person);
    let asked = Asked {
        of: candidate.holder.filter(|_| is_another),
        because: because.filter(|_| is_another),
        ..asked(candidate)
    };
    Ok((person, asked))
}
