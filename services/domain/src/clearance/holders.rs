//! Who may sign for a role of a report on a day.

use jiff::civil::Date;
use quarterday_proto::id::{PersonId, ReportId};
use quarterday_proto::route::{Holder, Role};

use crate::state::{Delegation, Report, State};

/// Who may sign for a role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holders {
    /// People, each once.
    pub people: Vec<PersonId>,
    /// Bodies.
    pub bodies: Vec<String>,
}

impl Holders {
    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.bodies.is_empty()
    }

    fn add(&mut self, person: PersonId) {
        if !self.people.contains(&person) {
            self.people.push(person);
        }
    }
}

impl State {
    /// Who may sign for a role in their own right on a day: holders who are in
    /// post, and the successors of those who handed over; or the one person to
    /// whom the step was passed.
    pub fn holders(&self, report: &Report, role: &Role, day: Date) -> Holders {
        let mut holders = Holders::default();
        if let Some(person) = report.reassigned.get(&role.key) {
            self.add_holder(&mut holders, *person, day);
            return holders;
        }
        for holder in &role.holders {
            match holder {
                Holder::Body(name) => holders.bodies.push(name.clone()),
                Holder::Post(post) => {
                    let mut held: Vec<PersonId> = self
                        .people()
                        .filter(|person| person.details.post.eq_ignore_ascii_case(post.trim()))
                        .map(|person| person.id)
                        .filter(|person| self.in_post(*person, day))
                        .collect();
                    held.sort_unstable();
                    held.into_iter().for_each(|person| holders.add(person));
                }
                // An appointment by the council is no task that a leaver could
                // hand over.
                Holder::Statutory(post) => {
                    let held = self.holder_of_post(*post, day);
                    held.into_iter()
                        .filter(|person| self.in_post(*person, day))
                        .for_each(|person| holders.add(person));
                }
                Holder::Author => self.add_holder(&mut holders, report.details.author, day),
                Holder::Sponsor => {
                    if let Some(sponsor) = report.details.sponsor {
                        self.add_holder(&mut holders, sponsor, day);
                    }
                }
                Holder::LineManager => {
                    let author = self.successor(report.details.author, day);
                    let author = self.person_by_id(author);
                    if let Some(manager) = author.and_then(|author| author.details.line_manager) {
                        self.add_holder(&mut holders, manager, day);
                    }
                }
                Holder::Named => {
                    let named = report.details.signatories.get(&role.key);
                    for person in named.into_iter().flatten() {
                        self.add_holder(&mut holders, *person, day);
                    }
                }
                Holder::Person(email) => {
                    if let Ok(person) = self.person(email) {
                        self.add_holder(&mut holders, person.id, day);
                    }
                }
            }
        }
        holders
    }

    fn add_holder(&self, holders: &mut Holders, person: PersonId, day: Date) {
        let person = self.successor(person, day);
        if self.in_post(person, day) {
            holders.add(person);
        }
    }

    /// Who is the author on a day: the one named, or who took over.
    pub fn author_of(&self, report: &Report, day: Date) -> PersonId {
        self.successor(report.details.author, day)
    }

    /// The delegations to a person that count on a day for a role of a report.
    pub(crate) fn delegations_to(
        &self,
        person: PersonId,
        report: ReportId,
        role: &str,
        day: Date,
    ) -> Vec<&Delegation> {
        let counts = |known: &&Delegation| known.to == person && known.covers(day, role, report);
        self.delegations().iter().filter(counts).collect()
    }

    /// The post of a person, as the sign-off table prints it.
    pub fn post_of(&self, person: PersonId) -> String {
        self.person_by_id(person)
            .map_or_else(|| person.to_string(), |known| known.details.post.clone())
    }
}
