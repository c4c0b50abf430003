//! How people change: registered, corrected, handed over to.

use std::sync::Arc;

use quarterday_proto::event::{PersonHandedOver, PersonRecorded};

use super::State;
use super::items::add_version;
use crate::state::{HandedRole, Person, Relation, recorded_holder};

impl State {
    /// Takes over what is recorded of a person. A line manager or deputy that
    /// is newly named ends what was handed over before.
    pub(super) fn register(&mut self, event: &PersonRecorded, place: u64) {
        let mut handed_roles = Vec::new();
        if let Some(before) = self.people.get(&event.person) {
            let named = |role| {
                recorded_holder(&before.details, role) == recorded_holder(&event.details, role)
            };
            handed_roles.clone_from(&before.handed_roles);
            handed_roles.retain(|handed| named(handed.role));
        }
        let person = Person {
            id: event.person,
            details: event.details.clone(),
            handed_roles,
            changed_at: place,
        };
        self.people.insert(event.person, Arc::new(person));
    }

    /// Items and roles of a leaver go to the successor from a day on.
    pub(super) fn hand_over(&mut self, event: &PersonHandedOver, place: u64) {
        for id in &event.items {
            self.with_item(*id, |item| {
                if item.version_as_at(event.on).definition.owner == Some(event.from) {
                    let definition = item.version_as_at(event.on).definition.clone();
                    add_version(item, event.on, definition, place);
                }
                let from_then_on = item
                    .versions
                    .iter_mut()
                    .filter(|version| version.effective >= Some(event.on));
                for version in from_then_on {
                    if version.definition.owner == Some(event.from) {
                        version.definition.owner = Some(event.to);
                    }
                }
                item.changed_at = place;
            });
        }
        for (role, people) in [
            (Relation::LineManager, &event.line_manager_of),
            (Relation::Deputy, &event.deputy_of),
        ] {
            for id in people {
                let Some(person) = self.people.get_mut(id) else {
                    continue;
                };
                let person = Arc::make_mut(person);
                person.handed_roles.push(HandedRole {
                    role,
                    on: event.on,
                    from: event.from,
                    to: event.to,
                });
                // Of equal days the one recorded first comes first.
                person.handed_roles.sort_by_key(|handed| handed.on);
                person.changed_at = place;
            }
        }
    }
}
