//! Items: definitions over time, targets, observations.

use jiff::civil::Date;
use quarterday_proto::id::{ItemId, PersonId, PlanId};
use quarterday_proto::item::{ItemDefinition, Kind, Observation, Outcome};
use quarterday_proto::quarter::Period;
use quarterday_proto::target::{Basis, Target};
use serde::{Deserialize, Serialize};

/// An item of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Id.
    pub id: ItemId,
    /// Its plan.
    pub plan: PlanId,
    /// Its kind, which never changes.
    pub kind: Kind,
    /// Definitions, oldest first; never empty.
    pub versions: Vec<ItemVersion>,
    /// The target date that it was first given.
    pub original_due: Option<Date>,
    /// Targets, in the order they were set.
    pub targets: Vec<TargetVersion>,
    /// Observations in effect, by day and basis; a later one of the same day
    /// and basis replaces the earlier.
    pub observations: Vec<Observed>,
    /// What was in effect when a quarter was closed and was replaced since,
    /// oldest first: what a restatement compares with.
    pub(crate) replaced: Vec<Observed>,
    /// How many observations in effect state a completion.
    pub(crate) completions: u32,
    /// First day that it counts from, where added by amendment.
    pub counts_from: Option<Date>,
    /// When and how it ended, where deleted or split.
    pub ended: Option<Ended>,
    /// How it left its plan at the year's end, and the place.
    pub concluded: Option<(Outcome, u64)>,
    /// The item that it was split from or carried forward from.
    pub descends_from: Option<ItemId>,
    /// Place that it was added at.
    pub added_at: u64,
    /// Place of the last event of it.
    pub changed_at: u64,
}

/// A definition and the day that it counts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemVersion {
    /// First day; absent: from the start.
    pub effective: Option<Date>,
    /// The definition.
    pub definition: ItemDefinition,
    /// Place of the event.
    pub place: u64,
}

/// A target and the day that it counts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetVersion {
    /// First day; absent: from the start.
    pub effective: Option<Date>,
    /// The target.
    pub target: Target,
    /// Place of the event.
    pub place: u64,
    /// Whether it was set by an amendment.
    pub amended: bool,
}

/// An observation and where it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// The facts.
    pub observation: Observation,
    /// Place of the event.
    pub place: u64,
    /// Whom the entry was made for, where an officer made it.
    pub entered_for: Option<PersonId>,
}

/// How an item ended by amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// First day that it no longer counts.
    pub effective: Date,
    /// The parts that it was split into; none if it was deleted.
    pub into: Vec<ItemId>,
    /// Place of the event.
    pub place: u64,
}

impl Item {
    /// The definition that counts as at a day.
    pub fn version_as_at(&self, day: Date) -> &ItemVersion {
        self.versions
            .iter()
            .rev()
            .find(|version| version.effective.is_none_or(|effective| effective <= day))
            .unwrap_or(&self.versions[0])
    }

    /// The latest definition, whether it counts yet or not.
    pub fn latest(&self) -> &ItemDefinition {
        &self
            .versions
            .last()
            .expect("an item has a definition")
            .definition
    }

    /// Reference in its plan.
    pub fn reference(&self) -> &str {
        &self.latest().reference
    }

    /// The owner on a day.
    pub fn owner_on(&self, day: Date) -> Option<PersonId> {
        self.version_as_at(day).definition.owner
    }

    /// The next owner after a day, and from when, where another one is to come.
    pub fn coming_owner(&self, day: Date) -> Option<(Date, PersonId)> {
        let owner = self.owner_on(day);
        let mut later = self.versions.iter().filter_map(|version| {
            let from = version.effective.filter(|from| *from > day)?;
            Some((from, version.definition.owner?))
        });
        later.find(|(_, coming)| Some(*coming) != owner)
    }

    /// Whether it counts among its plan's items as at a day.
    pub fn counts_as_at(&self, day: Date) -> bool {
        self.counts_from.is_none_or(|from| from <= day)
            && self
                .ended
                .as_ref()
                .is_none_or(|ended| day < ended.effective)
    }

    /// The observation with the latest day, and of that the latest place, among
    /// those of days in a range and of a basis, where one is asked for.
    pub fn observed_in(&self, first: Date, last: Date, basis: Option<Basis>) -> Option<&Observed> {
        self.best_observed_in(first, last, basis, |_| false)
    }

    /// As [`Item::observed_in`]; of the figures of one day, given on different
    /// bases, those preferred go before a later place.
    pub(crate) fn best_observed_in(
        &self,
        first: Date,
        last: Date,
        basis: Option<Basis>,
        preferred: impl Fn(&Observed) -> bool,
    ) -> Option<&Observed> {
        let after = self
            .observations
            .partition_point(|observed| observed.observation.as_at <= last);
        self.observations[..after]
            .iter()
            .rev()
            .take_while(|observed| observed.observation.as_at >= first)
            .filter(|observed| match (basis, observed.observation.basis) {
                (Some(asked), Some(given)) => asked == given,
                _ => true,
            })
            .max_by_key(|observed| {
                (
                    observed.observation.as_at,
                    preferred(observed),
                    observed.place,
                )
            })
    }

    /// The observation of one day and basis.
    pub fn observed_at(&self, as_at: Date, basis: Option<Basis>) -> Option<&Observed> {
        self.position_of(as_at, basis)
            .ok()
            .map(|index| &self.observations[index])
    }

    /// The observation that states completion by a day, from any known
    /// observation; of several, the latest.
    pub fn completed_by(&self, day: Date) -> Option<(&Observed, Date)> {
        if self.completions == 0 {
            return None;
        }
        self.observations
            .iter()
            .filter_map(|observed| {
                let on = observed.observation.completed_on?;
                (on <= day).then_some((observed, on))
            })
            .max_by_key(|(observed, _)| (observed.observation.as_at, observed.place))
    }

    /// The target for a period and basis that counts as at a day: one of its
    /// own before one for every period.
    pub fn target_for(&self, period: Period, basis: Basis, day: Date) -> Option<&TargetVersion> {
        let counts =
            |version: &&TargetVersion| version.effective.is_none_or(|effective| effective <= day);
        let own = |version: &&TargetVersion| {
            version.target.period == Some(period) && version.target.basis == Some(basis)
        };
        let standing = |version: &&TargetVersion| version.target.period.is_none();
        // Of equal days the one set last counts.
        let newest = |wanted: &dyn Fn(&&TargetVersion) -> bool| {
            let all = self.targets.iter().filter(counts).filter(wanted);
            all.max_by_key(|version| (version.effective, version.place))
        };
        newest(&own).or_else(|| newest(&standing))
    }

    /// The target last set for a period and basis other than by an amendment.
    pub(crate) fn target_set(
        &self,
        period: Option<Period>,
        basis: Option<Basis>,
    ) -> Option<&TargetVersion> {
        self.targets.iter().rev().find(|known| {
            !known.amended && known.target.period == period && known.target.basis == basis
        })
    }

    /// Whether it has a target of its own for a period and basis.
    pub fn has_target_of(&self, period: Period, basis: Basis) -> bool {
        self.targets.iter().any(|version| {
            version.target.period == Some(period) && version.target.basis == Some(basis)
        })
    }

    /// The item with the observations that were in effect at a place of the
    /// log; `None` where they are the same still.
    pub(crate) fn as_known_at(&self, place: u64) -> Option<Self> {
        if self.observations.iter().all(|known| known.place <= place) {
            return None;
        }
        let mut then = self.clone();
        then.observations.clear();
        then.completions = 0;
        let mut all: Vec<&Observed> = self.replaced.iter().chain(&self.observations).collect();
        all.sort_by_key(|known| known.place);
        for known in all.into_iter().filter(|known| known.place <= place) {
            then.observe(known.clone());
        }
        Some(then)
    }

    /// Stores an observation, in the place of an earlier one of its day and
    /// basis, which is given back.
    pub(crate) fn observe(&mut self, observed: Observed) -> Option<Observed> {
        let key = (observed.observation.as_at, observed.observation.basis);
        self.completions += u32::from(observed.observation.completed_on.is_some());
        // Most come in the order of their days.
        let is_last = self
            .observations
            .last()
            .is_none_or(|last| (last.observation.as_at, last.observation.basis) < key);
        if is_last {
            self.observations.push(observed);
            return None;
        }
        match self.position_of(key.0, key.1) {
            Ok(index) => {
                let before = std::mem::replace(&mut self.observations[index], observed);
                self.completions -= u32::from(before.observation.completed_on.is_some());
                Some(before)
            }
            Err(index) => {
                self.observations.insert(index, observed);
                None
            }
        }
    }

    fn position_of(&self, as_at: Date, basis: Option<Basis>) -> Result<usize, usize> {
        self.observations
            .binary_search_by_key(&(as_at, basis), |observed| {
                (observed.observation.as_at, observed.observation.basis)
            })
    }
}
