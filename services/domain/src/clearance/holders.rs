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

/// A place among the holders of a role.
struct Seat {
    /// Whom route or report name.
    named: PersonId,
    /// Who has it on the day; nobody where they left and none followed.
    held_by: Option<PersonId>,
}

impl State {
    /// Who may sign for a role in their own right on a day: holders who are in
    /// post, and the successors of those who handed over; in place of those
    /// whose step was passed on, whoever it was passed to.
    pub fn holders(&self, report: &Report, role: &Role, day: Date) -> Holders {
        let (mut seats, mut bodies) = self.seats(report, role, day);
        for passed in report.passed_on.get(&role.key).into_iter().flatten() {
            match passed.from {
                None => {
                    seats.clear();
                    bodies.clear();
                }
                Some(from) => {
                    seats.retain(|seat| seat.named != from && seat.held_by != Some(from));
                }
            }
            // Whoever is asked instead stays asked when the other left since: a
            // step that was passed on does not come to nothing.
            seats.push(self.seat(passed.to, day));
        }
        let mut holders = Holders {
            people: Vec::new(),
            bodies,
        };
        let held = seats.into_iter().filter_map(|seat| seat.held_by);
        held.for_each(|person| holders.add(person));
        holders
    }

    /// The places among the holders of a role, and the bodies, as the route has
    /// them, whatever was passed on.
    fn seats(&self, report: &Report, role: &Role, day: Date) -> (Vec<Seat>, Vec<String>) {
        let (mut seats, mut bodies) = (Vec::new(), Vec::new());
        for holder in &role.holders {
            match holder {
                Holder::Body(name) => bodies.push(name.trim().to_owned()),
                Holder::Post(post) => {
                    let mut held: Vec<PersonId> = self
                        .people()
                        .filter(|person| person.details.post.eq_ignore_ascii_case(post.trim()))
                        .map(|person| person.id)
                        .collect();
                    held.sort_unstable();
                    seats.extend(held.into_iter().map(|person| self.own_seat(person, day)));
                }
                // An appointment by the council is no task that a leaver could
                // hand over.
                Holder::Statutory(post) => {
                    let held = self.holder_of_post(*post, day);
                    seats.extend(held.map(|person| self.own_seat(person, day)));
                }
                Holder::Author => seats.push(self.seat(report.details.author, day)),
                Holder::Sponsor => {
                    let sponsor = report.details.sponsor;
                    seats.extend(sponsor.map(|sponsor| self.seat(sponsor, day)));
                }
                Holder::LineManager => {
                    let author = self.successor(report.details.author, day);
                    let author = self.person_by_id(author);
                    let manager = author.and_then(|author| author.details.line_manager);
                    seats.extend(manager.map(|manager| self.seat(manager, day)));
                }
                Holder::Named => {
                    let named = report.details.signatories.get(&role.key);
                    let named = named.into_iter().flatten();
                    seats.extend(named.map(|person| self.seat(*person, day)));
                }
                Holder::Person(email) => {
                    let person = self.person(email).ok();
                    seats.extend(person.map(|person| self.seat(person.id, day)));
                }
            }
        }
        (seats, bodies)
    }

    /// A place that passes to whoever takes over.
    fn seat(&self, named: PersonId, day: Date) -> Seat {
        let follows = self.successor(named, day);
        Seat {
            named,
            held_by: self.in_post(follows, day).then_some(follows),
        }
    }

    /// A place that is the person's alone.
    fn own_seat(&self, named: PersonId, day: Date) -> Seat {
        Seat {
            named,
            held_by: self.in_post(named, day).then_some(named),
        }
    }

    /// Who is the author on a day: the one named, or who took over.
    pub fn author_of(&self, report: &Report, day: Date) -> PersonId {
        self.successor(report.details.author, day)
    }

    /// Whoever sponsors a report on a day.
    pub fn sponsor_of(&self, report: &Report, day: Date) -> Option<PersonId> {
        let sponsor = report.details.sponsor?;
        Some(self.successor(sponsor, day))
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
