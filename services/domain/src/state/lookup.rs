//! Finding things by the council's own references.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use quarterday_proto::answer::Rejection;
use quarterday_proto::id::{ItemId, PersonId, PlanId};
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::{
    Amendment, Council, Item, Person, Plan, QuarterRecord, Reminders, SchemeVersion, State, Token,
};
use crate::rejection::{Code, reject};
use crate::scheme::CompiledScheme;

impl State {
    /// Place of the last commit that went into the state.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// Time of the last commit that went into the state.
    pub fn recorded(&self) -> Option<Timestamp> {
        self.recorded
    }

    /// The council.
    ///
    /// # Errors
    /// `QD0005` before it is set up.
    pub fn council(&self) -> Result<&Council, Rejection> {
        self.council.as_ref().ok_or_else(|| {
            reject(
                Code::CouncilNotEstablished,
                "the council is not set up yet: establish it first",
            )
        })
    }

    /// All plans, by reference.
    pub fn plans(&self) -> impl Iterator<Item = &Arc<Plan>> {
        self.plans_by_ref
            .values()
            .filter_map(|id| self.plans.get(id))
    }

    /// A plan by reference.
    ///
    /// # Errors
    /// `QD0006`.
    pub fn plan(&self, reference: &str) -> Result<&Arc<Plan>, Rejection> {
        self.plans_by_ref
            .get(reference)
            .and_then(|id| self.plans.get(id))
            .ok_or_else(|| {
                let near = nearest(reference, self.plans_by_ref.keys().map(String::as_str));
                reject(
                    Code::UnknownPlan,
                    format!("there is no plan `{reference}`{near}"),
                )
            })
    }

    /// A plan by id.
    pub fn plan_by_id(&self, id: PlanId) -> Option<&Arc<Plan>> {
        self.plans.get(&id)
    }

    /// The items of a plan in the order they were added.
    pub fn items_of<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = &'a Arc<Item>> {
        plan.items.iter().filter_map(|id| self.items.get(id))
    }

    /// An item of a plan by reference.
    ///
    /// # Errors
    /// `QD0008`.
    pub fn item(&self, plan: &Plan, reference: &str) -> Result<&Arc<Item>, Rejection> {
        plan.items_by_ref
            .get(reference)
            .and_then(|id| self.items.get(id))
            .ok_or_else(|| {
                let near = nearest(reference, plan.items_by_ref.keys().map(|key| &**key));
                reject(
                    Code::UnknownItem,
                    format!(
                        "plan `{}` has no item `{reference}`{near}",
                        plan.details.reference
                    ),
                )
            })
    }

    /// An item by id.
    pub fn item_by_id(&self, id: ItemId) -> Option<&Arc<Item>> {
        self.items.get(&id)
    }

    /// Every item, in no order.
    pub fn all_items(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items.values()
    }

    /// All people, in no order.
    pub fn people(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// A person by address.
    ///
    /// # Errors
    /// `QD0009`.
    pub fn person(&self, email: &str) -> Result<&Arc<Person>, Rejection> {
        let email = email.trim().to_lowercase();
        self.people_by_email
            .get(email.as_str())
            .and_then(|id| self.people.get(id))
            .ok_or_else(|| {
                reject(
                    Code::UnknownPerson,
                    format!("there is no person with the address `{email}`"),
                )
            })
    }

    /// A person by id.
    pub fn person_by_id(&self, id: PersonId) -> Option<&Arc<Person>> {
        self.people.get(&id)
    }

    /// All amendments, by reference.
    pub fn amendments(&self) -> impl Iterator<Item = &Arc<Amendment>> {
        self.amendments_by_ref
            .values()
            .filter_map(|id| self.amendments.get(id))
    }

    /// An amendment by reference.
    ///
    /// # Errors
    /// `QD0028`.
    pub fn amendment(&self, reference: &str) -> Result<&Arc<Amendment>, Rejection> {
        self.amendments_by_ref
            .get(reference)
            .and_then(|id| self.amendments.get(id))
            .ok_or_else(|| {
                reject(
                    Code::UnknownAmendment,
                    format!("there is no amendment `{reference}`"),
                )
            })
    }

    /// All tokens, revoked ones too.
    pub fn tokens(&self) -> impl Iterator<Item = &Token> {
        self.tokens.values()
    }

    /// What is known of reminders.
    pub fn reminders(&self) -> &Reminders {
        &self.reminders
    }

    /// Names of all adopted schemes.
    pub fn scheme_names(&self) -> impl Iterator<Item = &str> {
        self.schemes.keys().map(String::as_str)
    }

    /// Every adopted version of a scheme, oldest first, with its place.
    pub fn scheme_versions(&self, name: &str) -> Vec<(Arc<CompiledScheme>, u64)> {
        let versions = self
            .schemes
            .get(name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        versions
            .iter()
            .map(|version| (version.compiled.clone(), version.place))
            .collect()
    }

    /// The version of a scheme that counts for a quarter, with its place: of
    /// those that begin on or before the quarter's last day the latest, and of
    /// equal days the one adopted last.
    ///
    /// # Errors
    /// `QD0010`.
    pub fn scheme_for(
        &self,
        name: &str,
        quarter: Quarter,
    ) -> Result<(&Arc<CompiledScheme>, u64), Rejection> {
        let last_day = quarter.last_day();
        let version = self.schemes.get(name).and_then(|versions| {
            versions
                .iter()
                .filter(|version| version.compiled.source.from <= last_day)
                .max_by_key(|version| (version.compiled.source.from, version.place))
        });
        version
            .map(|version| (&version.compiled, version.place))
            .ok_or_else(|| {
                let adopted: Vec<&str> = self.scheme_names().collect();
                reject(
                    Code::UnknownScheme,
                    format!(
                        "no version of scheme `{name}` counts for {quarter}; adopted are: {}",
                        if adopted.is_empty() {
                            "none".to_owned()
                        } else {
                            adopted.join(", ")
                        }
                    ),
                )
            })
    }

    /// The version that a position names, for example `rochdale@2020-04-01`, as
    /// adopted last at a place.
    pub(crate) fn scheme_version(&self, label: &str, at: u64) -> Option<&SchemeVersion> {
        let (name, from) = label.rsplit_once('@')?;
        let from: Date = from.parse().ok()?;
        let versions = self.schemes.get(name)?.iter();
        versions
            .filter(|version| version.compiled.source.from == from && version.place <= at)
            .max_by_key(|version| version.place)
    }

    pub(crate) fn scheme_place(&self, label: &str, at: u64) -> Option<u64> {
        self.scheme_version(label, at).map(|version| version.place)
    }

    /// The day in the council's time zone.
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.clock_of(at).date()
    }

    /// What the council's clocks and calendars show.
    pub fn clock_of(&self, at: Timestamp) -> DateTime {
        self.council.as_ref().map_or_else(
            || TimeZone::UTC.to_datetime(at),
            |council| council.time_zone().to_datetime(at),
        )
    }
}

impl Plan {
    /// The places of a quarter's positions that its items say nothing of: of
    /// the plan's details and of the quarter's own opening, where it was opened.
    pub(crate) fn places(&self, quarter: Quarter) -> impl Iterator<Item = u64> {
        let opened_at = self.quarters.get(&quarter).map(|record| record.opened_at);
        std::iter::once(self.details_at).chain(opened_at)
    }

    /// The last of its quarters that is closed or published.
    pub fn last_closed(&self) -> Option<Quarter> {
        let closed = |record: &QuarterRecord| record.state != QuarterState::Open;
        self.quarters
            .iter()
            .rev()
            .find(|(_, record)| closed(record))
            .map(|(quarter, _)| *quarter)
    }
}

impl Council {
    /// The council's time zone; its name was checked when it was set up.
    pub fn time_zone(&self) -> &TimeZone {
        self.time_zone
            .0
            .get_or_init(|| TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC))
    }
}

/// The most names that are looked at for a near one: an import may ask for each
/// of its rows.
const NAMES_MAX: usize = 500;

/// ` (did you mean …?)` when something close exists.
pub(super) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    let wanted = wanted.to_lowercase();
    let close = known
        .take(NAMES_MAX)
        .map(|name| (distance(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance * 3 <= name.chars().count().max(3))
        .min();
    close
        .map(|(_, name)| format!(" (did you mean `{name}`?)"))
        .unwrap_or_default()
}

/// Levenshtein distance of the first 64 letters.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let next = (diagonal + usize::from(from != *to))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}
