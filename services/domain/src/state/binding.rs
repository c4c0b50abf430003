//! Accounts at OpenID providers that sign people in, and what came back from
//! there of late.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use quarterday_proto::event::{AccountBound, SessionOpened};
use quarterday_proto::id::{BindingId, PersonId};
use quarterday_proto::session::Account;
use serde::{Deserialize, Serialize};

/// How long it is remembered that something came back: longer than it may be
/// under way.
const FLOWS_REMEMBERED: SignedDuration = SignedDuration::from_hours(1);

/// An account that signs a person in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// What was recorded of it.
    pub bound: AccountBound,
    /// When it was bound.
    pub since: Timestamp,
}

/// The accounts that sign people in, and what came back from providers of late.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bindings {
    all: BTreeMap<BindingId, Binding>,
    /// Hashes of what came back and opened a session, with the time.
    flows: BTreeMap<String, Timestamp>,
}

impl Bindings {
    pub(super) fn get(&self, id: BindingId) -> Option<&Binding> {
        self.all.get(&id)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Binding> {
        self.all.values()
    }

    pub(super) fn of_account(&self, account: &Account) -> Option<&Binding> {
        self.all().find(|known| known.bound.account == *account)
    }

    pub(super) fn of_person(&self, person: PersonId) -> impl Iterator<Item = &Binding> {
        self.all().filter(move |known| known.bound.person == person)
    }

    pub(super) fn flow_is_used(&self, flow: &str) -> bool {
        self.flows.contains_key(flow)
    }

    pub(super) fn bind(&mut self, event: &AccountBound, at: Timestamp) {
        let bound = event.clone();
        self.all.insert(event.binding, Binding { bound, since: at });
    }

    pub(super) fn unbind(&mut self, id: BindingId) {
        self.all.remove(&id);
    }

    pub(super) fn opened(&mut self, event: &SessionOpened, at: Timestamp) {
        if let Some(by) = &event.by {
            self.flows.insert(by.flow.clone(), at);
        }
    }

    pub(super) fn forget(&mut self, now: Timestamp) {
        self.flows
            .retain(|_, at| now.duration_since(*at) < FLOWS_REMEMBERED);
    }
}
