//! Reports: what they say, who was asked, who signed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use quarterday_proto::event::{
    Correction, Event, OutcomeRecorded, Recorded, ReportPublished, UrgencyRecorded,
};
use quarterday_proto::id::{ActorId, LayoutId, PersonId, ReportId, RouteId};
use quarterday_proto::layout::Layout;
use quarterday_proto::lint::DespiteLint;
use quarterday_proto::report::{
    ContentChange, CoveredClosing, HashOf, ReportContent, ReportDetails, ReportPeople, ReportState,
    SignOffRequest, Signatory,
};
use quarterday_proto::route::{FIGURES, HEADER, Role, Route};
use serde::{Deserialize, Serialize};

/// A version of a route, and the place of its adoption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RouteVersion {
    /// Id of the route over all its versions.
    pub id: RouteId,
    /// The version.
    pub route: Arc<Route>,
    /// Place of its adoption.
    pub place: u64,
}

/// A version of a layout, and the place of its adoption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayoutVersion {
    /// Id of the layout over all its versions.
    pub id: LayoutId,
    /// The version.
    pub layout: Arc<Layout>,
    /// Place of its adoption.
    pub place: u64,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Id.
    pub id: ReportId,
    /// What it is.
    pub details: ReportDetails,
    /// Where it stands.
    pub state: ReportState,
    /// Every content that it had, the present one last; never empty.
    pub editions: Vec<Edition>,
    /// The figures of the present content.
    pub figures: Vec<CoveredClosing>,
    /// The route of its last circulation.
    pub route: Option<Arc<Route>>,
    /// Number of its circulations.
    pub circulations: u32,
    /// Place of the last of them, until it is a draft again.
    pub circulated_at: Option<u64>,
    /// Last requests, by role.
    pub requests: BTreeMap<String, Request>,
    /// What was passed on of each role, in its order.
    pub passed_on: BTreeMap<String, Vec<PassedOn>>,
    /// What the hash of its present content covers.
    pub hash_of: HashOf,
    /// Sign-offs in their order, voided ones too.
    pub signatures: Vec<Signature>,
    /// Returns in their order.
    pub returns: Vec<Returned>,
    /// The chair's reason of urgency.
    pub urgency: Option<UrgencyRecorded>,
    /// Its publication.
    pub published: Option<ReportPublished>,
    /// Where and when that was recorded.
    pub published_at: Option<Recorded>,
    /// What meetings made of it.
    pub outcomes: Vec<OutcomeRecorded>,
    /// Where it was sent out although the linter found errors, oldest first.
    pub despite_lint: Vec<SentDespiteLint>,
    /// Place of the last change.
    pub changed_at: u64,
}

/// A content that a report had: its text, or its figures, were other before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// Number of the text, from 1.
    pub version: u32,
    /// Hash of content and figures.
    pub hash: String,
    /// The text.
    pub content: Arc<ReportContent>,
    /// Author and sponsor.
    pub people: ReportPeople,
    /// What changed: keys of sections, `figures` and `header`.
    pub changed: Vec<String>,
    /// Where it came of a minor correction.
    pub minor: Option<Correction>,
    /// Where and when.
    pub recorded: Recorded,
}

/// A role that was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Who, and until when.
    pub asked: SignOffRequest,
    /// Day of the request.
    pub day: Date,
    /// Place of the request.
    pub place: u64,
}

/// A step that was passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOn {
    /// The holder whose step it was; none where all of the role was passed on.
    pub from: Option<PersonId>,
    /// Who is asked instead.
    pub to: PersonId,
}

/// A sign-off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// Key of the role.
    pub role: String,
    /// Who signed.
    pub by: Signatory,
    /// Version of the text.
    pub version: u32,
    /// Hash of what was signed.
    pub hash: String,
    /// Day of the sign-off, or of the body's decision.
    pub day: Date,
    /// A note to the author.
    pub note: Option<String>,
    /// Who recorded it, where not the signatory.
    pub recorded_by: Option<ActorId>,
    /// Place of the sign-off.
    pub place: u64,
    /// Place of the commit that voided it.
    pub voided_at: Option<u64>,
}

/// A return to the author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Returned {
    /// Key of the role.
    pub role: String,
    /// Who returned it.
    pub by: Signatory,
    /// Why.
    pub reason: String,
    /// Hash of what was returned.
    pub hash: String,
    /// Day of the return.
    pub day: Date,
    /// Place of the return.
    pub place: u64,
}

/// A text that was sent out although the linter found errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentDespiteLint {
    /// Why, and the errors that stood.
    pub despite: DespiteLint,
    /// Number of the text.
    pub version: u32,
    /// Place of the commit.
    pub place: u64,
}

impl Report {
    /// The present content.
    pub fn edition(&self) -> &Edition {
        self.editions.last().expect("a report has a first edition")
    }

    /// What it says.
    pub fn content(&self) -> &ReportContent {
        &self.edition().content
    }

    /// Whether a person is named as the author of the report, or was in any
    /// version: what was written then may still stand.
    pub fn had_author(&self, person: PersonId) -> bool {
        let authors = self.editions.iter().map(|edition| edition.people.author);
        authors
            .chain([self.details.author])
            .any(|author| author == person)
    }

    /// Keeps why a text was sent out although the linter found errors.
    pub(crate) fn sent_despite_lint(
        &mut self,
        despite: Option<&DespiteLint>,
        version: u32,
        place: u64,
    ) {
        self.despite_lint
            .extend(despite.map(|despite| SentDespiteLint {
                despite: despite.clone(),
                version,
                place,
            }));
    }

    /// Hash of the present content and figures.
    pub fn hash(&self) -> &str {
        &self.edition().hash
    }

    /// The sign-offs of a role that stand.
    pub fn standing<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a Signature> {
        let of_role =
            move |signature: &&Signature| signature.role == role && signature.voided_at.is_none();
        self.signatures.iter().filter(of_role)
    }

    /// What changed since the content of a hash, minor corrections left out;
    /// nothing where no content had that hash.
    pub fn changed_since(&self, hash: &str) -> Option<Vec<&str>> {
        let known = self.editions.iter().rposition(|past| past.hash == hash)?;
        let later = self.editions[known + 1..].iter();
        let mut changed: Vec<&str> = later
            .filter(|edition| edition.minor.is_none())
            .flat_map(|edition| edition.changed.iter().map(String::as_str))
            .collect();
        changed.sort_unstable();
        changed.dedup();
        Some(changed)
    }

    /// Since when what a role's sign-off is about reads as it does now, minor
    /// corrections aside.
    pub fn unchanged_since(&self, role: &Role) -> Recorded {
        let is_about = |key: &String| match &self.route {
            Some(route) => route.concerns(role, key),
            None => role.is_about(key),
        };
        let concerned =
            |edition: &&Edition| edition.minor.is_none() && edition.changed.iter().any(is_about);
        let last = self.editions.iter().rev().find(concerned);
        last.unwrap_or(&self.editions[0]).recorded
    }

    /// Applies an event of this report.
    pub(crate) fn evolve(&mut self, event: &Event, recorded: Recorded) {
        let place = recorded.place;
        self.changed_at = place;
        match event {
            Event::SignOffRequested(event) => {
                for asked in &event.requests {
                    let request = Request {
                        asked: asked.clone(),
                        day: event.day,
                        place,
                    };
                    self.requests.insert(asked.role.clone(), request);
                }
            }
            Event::ReportSignedOff(event) => {
                self.signatures.push(Signature {
                    role: event.role.clone(),
                    by: event.by.clone(),
                    version: event.version,
                    hash: event.hash.clone(),
                    day: event.day,
                    note: event.note.clone(),
                    recorded_by: event.recorded_by.clone(),
                    place,
                    voided_at: None,
                });
            }
            Event::SignOffsVoided(event) => self.void(&event.roles, place),
            Event::ReportReturned(event) => {
                self.state = ReportState::Returned;
                self.void(std::slice::from_ref(&event.role), place);
                self.returns.push(Returned {
                    role: event.role.clone(),
                    by: event.by.clone(),
                    reason: event.reason.clone(),
                    hash: event.hash.clone(),
                    day: event.day,
                    place,
                });
                self.requests.clear();
            }
            Event::ReportWithdrawn(_) => {
                self.state = ReportState::Draft;
                self.circulated_at = None;
                self.requests.clear();
            }
            Event::StepReassigned(event) => {
                let passed = self.passed_on.entry(event.role.clone()).or_default();
                passed.push(PassedOn {
                    from: event.from,
                    to: event.to,
                });
                self.requests.remove(&event.role);
            }
            Event::UrgencyRecorded(event) => self.urgency = Some(event.clone()),
            Event::ReportPublished(event) => {
                self.state = ReportState::Published;
                self.published = Some(event.clone());
                self.published_at = Some(recorded);
                self.requests.clear();
            }
            Event::OutcomeRecorded(event) => self.outcomes.push(event.clone()),
            _ => {}
        }
    }

    /// Voids what stands of some roles, so that they are asked again.
    pub(crate) fn void(&mut self, roles: &[String], place: u64) {
        for signature in &mut self.signatures {
            if signature.voided_at.is_none() && roles.contains(&signature.role) {
                signature.voided_at = Some(place);
            }
        }
        self.requests.retain(|role, _| !roles.contains(role));
    }
}

/// A content with what a revision changes.
pub(crate) fn changed(content: &ReportContent, change: &ContentChange) -> ReportContent {
    let mut next = content.clone();
    next.title = change.title.clone().unwrap_or(next.title);
    next.header = change.header.clone().unwrap_or(next.header);
    for section in &change.sections {
        match next
            .sections
            .iter_mut()
            .find(|known| known.key == section.key)
        {
            Some(known) => *known = section.clone(),
            None => next.sections.push(section.clone()),
        }
    }
    if let Some(order) = &change.order {
        let place = |key: &str| order.iter().position(|wanted| wanted == key);
        next.sections
            .retain(|section| place(&section.key).is_some());
        next.sections.sort_by_key(|section| place(&section.key));
    }
    next
}

/// What has to change for one content to become another, and the keys of it.
pub(crate) fn difference(
    before: &ReportContent,
    after: &ReportContent,
) -> (ContentChange, Vec<String>) {
    let mut change = ContentChange::default();
    let mut keys = Vec::new();
    if before.title != after.title {
        change.title = Some(after.title.clone());
        keys.push(HEADER.to_owned());
    }
    if before.header != after.header {
        change.header = Some(after.header.clone());
        keys.push(HEADER.to_owned());
    }
    let known = |content: &ReportContent, key: &str| {
        let position = content
            .sections
            .iter()
            .position(|section| section.key == key)?;
        Some(content.sections[position].clone())
    };
    for section in &after.sections {
        if known(before, &section.key).as_ref() != Some(section) {
            change.sections.push(section.clone());
            keys.push(section.key.clone());
        }
    }
    let gone = |section: &&quarterday_proto::report::Section| known(after, &section.key).is_none();
    keys.extend(
        before
            .sections
            .iter()
            .filter(gone)
            .map(|section| section.key.clone()),
    );
    let order = |content: &ReportContent| -> Vec<String> {
        let sections = content.sections.iter();
        sections.map(|section| section.key.clone()).collect()
    };
    let (old, new) = (order(before), order(after));
    if old != new {
        // The sections that stand elsewhere now: a reader of one may miss it.
        let moved = |key: &&String| {
            let place = |list: &[String]| {
                let kept = list
                    .iter()
                    .filter(|other| old.contains(other) && new.contains(other));
                kept.clone().position(|other| other == *key)
            };
            old.contains(key) && place(&old) != place(&new)
        };
        keys.extend(new.iter().filter(moved).cloned());
        change.order = Some(new);
    }
    keys.sort();
    keys.dedup();
    (change, keys)
}

/// Whether a key of what changed is not that of a section.
pub(crate) fn is_reserved(key: &str) -> bool {
    [FIGURES, HEADER].contains(&key)
}
