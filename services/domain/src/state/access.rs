//! Who was let in, and with which roles.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use quarterday_proto::event::{
    Event, Recorded, RoleChanged, SessionOpened, SignInMailed, SignInRequested,
};
use quarterday_proto::id::{BindingId, PersonId, SessionId, SignInId};
use quarterday_proto::role::CouncilRole;
use quarterday_proto::session::{Account, SignInMail};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::State;
use super::binding::{Binding, Bindings};

/// A use of a session is recorded only so long after the one recorded before.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// How long refusals to sign in are counted.
pub(crate) const REFUSALS_COUNTED: SignedDuration = SignedDuration::from_hours(1);

/// Who was let in, and with which roles. Links and sessions that are over are
/// forgotten; the log has them for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The roles granted, each with the place of its grant.
    roles: FxHashMap<PersonId, BTreeMap<CouncilRole, u64>>,
    /// Links to sign in by that can still be used.
    requests: BTreeMap<SignInId, LinkRequest>,
    /// When links were made, for the last of them, by person: used ones count.
    asked: FxHashMap<PersonId, VecDeque<Timestamp>>,
    /// Sessions that are not over.
    sessions: BTreeMap<SessionId, Session>,
    /// Recent refusals.
    refusals: VecDeque<Timestamp>,
    /// Recent refusals of what somebody has no right to.
    denials: VecDeque<Timestamp>,
    /// Accounts at OpenID providers.
    bindings: Bindings,
}

/// A link to sign in by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRequest {
    /// What was recorded of it.
    pub requested: SignInRequested,
    /// When it was asked for.
    pub at: Timestamp,
    /// What became of the mail, once that is known.
    pub mail: Option<SignInMail>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What was recorded of it.
    pub opened: SessionOpened,
    /// When it was opened.
    pub since: Timestamp,
    /// When it was last recorded to be in use.
    pub used: Timestamp,
}

impl Session {
    /// Whether it is neither past its end nor too long without use.
    pub fn is_live(&self, now: Timestamp) -> bool {
        let idle = SignedDuration::from_mins(i64::from(self.opened.idle_minutes));
        now < self.opened.ends && now.duration_since(self.used) < idle
    }

    /// Whether a use is to be recorded: a while after the one recorded before.
    pub fn is_to_renew(&self, now: Timestamp) -> bool {
        now.duration_since(self.used) >= RENEWED_AFTER
    }
}

impl Access {
    pub(crate) fn roles(&self, person: PersonId) -> impl Iterator<Item = CouncilRole> {
        let granted = self.roles.get(&person);
        granted.into_iter().flat_map(|roles| roles.keys().copied())
    }

    pub(crate) fn has_role(&self, person: PersonId, role: CouncilRole) -> bool {
        self.roles(person).any(|granted| granted == role)
    }

    /// The link with this hash, where it can still be used.
    pub fn link(&self, hash: &str, now: Timestamp) -> Option<&LinkRequest> {
        let mut requests = self.requests.values();
        requests.find(|one| one.requested.hash == hash && now < one.requested.expires)
    }

    /// A request by id, where its link can still be used.
    pub fn request(&self, id: SignInId) -> Option<&LinkRequest> {
        self.requests.get(&id)
    }

    /// How many links were made for a person after a time.
    pub(crate) fn asked_since(&self, person: PersonId, after: Timestamp) -> usize {
        let asked = self.asked.get(&person);
        asked.map_or(0, |asked| asked.iter().filter(|at| **at > after).count())
    }

    /// How many refusals were recorded after a time.
    pub(crate) fn refused_since(&self, after: Timestamp) -> usize {
        self.refusals.iter().filter(|at| **at > after).count()
    }

    /// How many refusals of what somebody has no right to were recorded after a
    /// time.
    pub(crate) fn denied_since(&self, after: Timestamp) -> usize {
        self.denials.iter().filter(|at| **at > after).count()
    }

    /// The live session whose cookie has this hash.
    pub fn session_of(&self, hash: &str, now: Timestamp) -> Option<&Session> {
        let mut sessions = self.sessions.values();
        sessions.find(|one| one.opened.hash == hash && one.is_live(now))
    }

    /// A session by id, where it is live.
    pub fn session(&self, id: SessionId, now: Timestamp) -> Option<&Session> {
        self.sessions.get(&id).filter(|one| one.is_live(now))
    }

    /// The live sessions of a person, oldest first.
    pub fn sessions_of(&self, person: PersonId, now: Timestamp) -> Vec<&Session> {
        let live = self.sessions.values();
        let mut live: Vec<_> = live
            .filter(|one| one.opened.person == person && one.is_live(now))
            .collect();
        live.sort_by_key(|one| (one.since, one.opened.session));
        live
    }

    /// The roles that a session of a person gives beside the person's own.
    pub fn roles_in(
        &self,
        person: PersonId,
        session: Option<SessionId>,
        now: Timestamp,
    ) -> &[CouncilRole] {
        let session = session.and_then(|session| self.session(session, now));
        let own = session.filter(|session| session.opened.person == person);
        let by = own.and_then(|session| session.opened.by.as_ref());
        by.map_or(&[], |by| &by.roles)
    }

    /// The accounts that sign people in.
    pub fn bindings(&self) -> impl Iterator<Item = &Binding> {
        self.bindings.all()
    }

    /// One of them.
    pub fn binding(&self, id: BindingId) -> Option<&Binding> {
        self.bindings.get(id)
    }

    /// The binding of an account, where it has one.
    pub fn binding_of(&self, account: &Account) -> Option<&Binding> {
        self.bindings.of_account(account)
    }

    pub(crate) fn bindings_of(&self, person: PersonId) -> impl Iterator<Item = &Binding> {
        self.bindings.of_person(person)
    }

    /// Whether what came back from a provider opened a session before.
    pub fn flow_is_used(&self, flow: &str) -> bool {
        self.bindings.flow_is_used(flow)
    }

    fn grant(&mut self, event: &RoleChanged, place: u64) {
        let roles = self.roles.entry(event.person).or_default();
        roles.insert(event.role, place);
    }

    fn revoke(&mut self, event: &RoleChanged) {
        let Some(roles) = self.roles.get_mut(&event.person) else {
            return;
        };
        roles.remove(&event.role);
        if roles.is_empty() {
            self.roles.remove(&event.person);
        }
    }

    fn requested(&mut self, event: &SignInRequested, at: Timestamp) {
        self.asked.entry(event.person).or_default().push_back(at);
        let request = LinkRequest {
            requested: event.clone(),
            at,
            mail: None,
        };
        self.requests.insert(event.request, request);
    }

    fn mailed(&mut self, event: &SignInMailed) {
        if let Some(request) = self.requests.get_mut(&event.request) {
            request.mail = Some(event.mail.clone());
        }
    }

    fn opened(&mut self, event: &SessionOpened, at: Timestamp) {
        if let Some(request) = event.request {
            self.requests.remove(&request);
        }
        self.bindings.opened(event, at);
        let session = Session {
            opened: event.clone(),
            since: at,
            used: at,
        };
        self.sessions.insert(event.session, session);
    }

    /// Forgets what is over at a time of the log.
    fn forget(&mut self, now: Timestamp) {
        self.requests.retain(|_, one| now < one.requested.expires);
        self.sessions.retain(|_, one| one.is_live(now));
        let old = |at: &Timestamp| now.duration_since(*at) >= REFUSALS_COUNTED;
        for asked in self.asked.values_mut() {
            asked.retain(|at| !old(at));
        }
        self.asked.retain(|_, asked| !asked.is_empty());
        self.refusals.retain(|at| !old(at));
        self.denials.retain(|at| !old(at));
        self.bindings.forget(now);
    }
}

impl State {
    /// Who was let in.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Takes in an event of roles, of signing in or of sessions.
    pub(super) fn evolve_access(&mut self, event: &Event, recorded: Recorded) {
        let access = &mut self.access;
        match event {
            Event::RoleGranted(event) => return access.grant(event, recorded.place),
            Event::RoleRevoked(event) => return access.revoke(event),
            Event::SignInRequested(event) => access.requested(event, recorded.at),
            Event::SignInMailed(event) => access.mailed(event),
            Event::SignInRefused(_) => access.refusals.push_back(recorded.at),
            Event::AccessRefused(_) => access.denials.push_back(recorded.at),
            Event::AccountBound(event) => access.bindings.bind(event, recorded.at),
            Event::AccountUnbound(event) => access.bindings.unbind(event.binding),
            Event::SessionOpened(event) => access.opened(event, recorded.at),
            Event::SessionRenewed(event) => {
                if let Some(session) = access.sessions.get_mut(&event.session) {
                    session.used = recorded.at;
                }
            }
            Event::SessionEnded(event) => {
                access.sessions.remove(&event.session);
            }
            _ => return,
        }
        access.forget(recorded.at);
    }
}
