//! How the events of reminders change the state.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use quarterday_proto::event::{
    DigestClaimed, DigestFailed, Event, LinkUsed, PersonAbsenceRecorded, PersonMailBounced,
    Recorded, ScheduleRan,
};
use quarterday_proto::id::{DigestId, PersonId};

use super::super::State;
use super::super::reminders::{
    AdoptedSchedule, Bounce, Digest, KEPT_DAYS, LINK_KEPT_DAYS, Link, Progress, RUNS_KEPT,
    Reminders, Run, Runs,
};

impl State {
    /// Applies an event of reminders; another changes nothing here.
    pub(super) fn evolve_reminders(&mut self, event: &Event, recorded: Recorded) {
        match event {
            Event::ScheduleAdopted(event) => {
                let adopted = AdoptedSchedule {
                    schedule: event.schedule.clone(),
                    at: recorded.at,
                    place: recorded.place,
                };
                let name = event.schedule.schedule.clone();
                self.reminders.schedules.insert(name, adopted);
            }
            Event::ScheduleAsked(event) => {
                let runs = self.reminders.runs.entry(event.schedule.clone());
                runs.or_default().ask(&event.people, recorded.at);
            }
            Event::ScheduleRan(event) => {
                self.reminders.ran(event, recorded);
                self.forget_old_reminders(recorded);
            }
            Event::DigestClaimed(event) => self.reminders.claimed(event, recorded),
            Event::DigestSent(event) => {
                let standing = Progress::Sent {
                    transport: event.transport,
                    response: event.response.clone(),
                };
                self.reminders.stands(event.digest, standing, recorded);
            }
            Event::DigestFailed(event) => self.reminders.failed(event, recorded),
            Event::DigestDropped(event) => {
                let standing = Progress::Dropped {
                    reason: event.reason,
                };
                self.reminders.stands(event.digest, standing, recorded);
            }
            Event::PersonMailBounced(event) => self.bounced(event, recorded),
            Event::PersonMailRestored(event) => {
                self.reminders.bounces.remove(&event.person);
            }
            Event::PersonAbsenceRecorded(event) => self.reminders.absent(event),
            Event::LinkUsed(event) => self.reminders.used(event, recorded),
            _ => {}
        }
    }

    fn bounced(&mut self, event: &PersonMailBounced, recorded: Recorded) {
        let Some(person) = self.people.get(&event.person) else {
            return;
        };
        let bounce = Bounce {
            email: person.details.email.clone(),
            permanent: event.permanent,
            reason: event.reason.clone(),
            at: recorded.at,
        };
        self.reminders.bounces.insert(event.person, bounce);
    }

    /// Forgets what nobody asks for any more, so that memory does not grow with
    /// the years. The log keeps it.
    fn forget_old_reminders(&mut self, recorded: Recorded) {
        let today = self.day_of(recorded.at);
        let Ok(kept_from) = today.checked_sub(KEPT_DAYS.days()) else {
            return;
        };
        let reminders = &mut self.reminders;
        let old = |digest: &Digest| digest.claim.day < kept_from && digest.is_final();
        if !reminders.digests.values().any(|digest| old(digest)) {
            return;
        }
        reminders.digests.retain(|_, digest| !old(digest));
        let Reminders {
            digests, of_person, ..
        } = reminders;
        of_person.retain(|_, ids| {
            ids.retain(|id| digests.contains_key(id));
            !ids.is_empty()
        });
        let link_kept = SignedDuration::from_hours(24 * LINK_KEPT_DAYS);
        reminders
            .links
            .retain(|_, link| recorded.at.duration_since(link.issued.expires) < link_kept);
    }
}

impl Runs {
    /// One more run, of some people or of all: with one that has not begun, it
    /// is one run of both.
    fn ask(&mut self, people: &[PersonId], at: Timestamp) {
        let was_of_all = self.asked.is_some() && self.asked_of.is_empty();
        self.asked = Some(at);
        if was_of_all || people.is_empty() {
            self.asked_of.clear();
            return;
        }
        self.asked_of.extend(people);
        self.asked_of.sort_unstable();
        self.asked_of.dedup();
    }
}

impl Reminders {
    fn ran(&mut self, event: &ScheduleRan, recorded: Recorded) {
        let runs = self.runs.entry(event.schedule.clone()).or_default();
        runs.asked = runs.asked.filter(|asked| *asked > event.occurrence);
        if runs.asked.is_none() {
            runs.asked_of.clear();
        }
        if runs.recent.len() == RUNS_KEPT {
            runs.recent.pop_front();
        }
        runs.recent.push_back(Run {
            occurrence: event.occurrence,
            at: recorded.at,
            skipped: event.skipped,
            people: event.people,
            place: recorded.place,
        });
    }

    fn claimed(&mut self, event: &DigestClaimed, recorded: Recorded) {
        let person = event.claim.person;
        let before = self.digests.get(&event.digest);
        let may_have_gone = before.is_some_and(|digest| match &digest.standing {
            Progress::Claimed => true,
            Progress::Failed { unknown, .. } => *unknown,
            Progress::Sent { .. } | Progress::Dropped { .. } => false,
        });
        let digest = Digest {
            id: event.digest,
            claim: Box::as_ref(&event.claim).clone(),
            attempt: event.attempt,
            repeats: before.map_or(0, |digest| digest.repeats) + u32::from(may_have_gone),
            standing: Progress::Claimed,
            first_claimed: before.map_or(recorded.at, |digest| digest.first_claimed),
            changed: recorded.at,
            changed_at: recorded.place,
        };
        if before.is_none() {
            self.of_person.entry(person).or_default().push(digest.id);
        }
        self.open.insert(digest.id);
        self.digests.insert(digest.id, Arc::new(digest));
        for issued in &event.links {
            let link = Link {
                issued: issued.clone(),
                person,
                digest: event.digest,
                used: None,
            };
            self.links.insert(issued.link, Arc::new(link));
        }
    }

    fn failed(&mut self, event: &DigestFailed, recorded: Recorded) {
        let standing = Progress::Failed {
            permanent: event.permanent,
            unknown: event.unknown,
            error: event.error.clone(),
            retry_at: event.retry_at,
        };
        self.stands(event.digest, standing, recorded);
    }

    fn stands(&mut self, id: DigestId, standing: Progress, recorded: Recorded) {
        let Some(digest) = self.digests.get_mut(&id) else {
            return;
        };
        let digest = Arc::make_mut(digest);
        digest.standing = standing;
        digest.changed = recorded.at;
        digest.changed_at = recorded.place;
        if digest.is_final() {
            self.open.remove(&id);
        }
    }

    fn absent(&mut self, event: &PersonAbsenceRecorded) {
        let absences = self.absences.entry(event.person).or_default();
        match event.last {
            Some(last) => drop(absences.insert(event.first, last)),
            None => drop(absences.remove(&event.first)),
        }
    }

    fn used(&mut self, event: &LinkUsed, recorded: Recorded) {
        if let Some(link) = self.links.get_mut(&event.link) {
            Arc::make_mut(link).used = Some((recorded.place, recorded.at));
        }
    }
}
