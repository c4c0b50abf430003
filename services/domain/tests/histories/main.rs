//! Random histories: whatever comes, in whatever order, the rules hold.
//!
//! Commands are mostly valid. A refused command changes nothing, so it is left
//! out of the history.

#![allow(clippy::unwrap_used)]

mod clearance;
mod commands;
mod reminding;
mod signing_in;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use quarterday_domain::{Context, Selection, State, decide, positions};
use quarterday_proto::command::{Command, Envelope};
use quarterday_proto::event::{Event, Recorded};
use quarterday_proto::id::ActorId;
use quarterday_proto::position::Position;
use quarterday_proto::target::Basis;

use commands::commands;

struct History {
    state: State,
    log: Vec<(Recorded, Vec<Event>)>,
    refused: BTreeMap<String, usize>,
}

impl History {
    fn of(commands: &[(Command, i64)]) -> Self {
        let mut history = Self {
            state: State::default(),
            log: Vec::new(),
            refused: BTreeMap::new(),
        };
        let mut at: Timestamp = "2020-07-02T09:00:00Z".parse().unwrap();
        for command in [commands::setting_up(), clearance::setting_up()].concat() {
            assert!(history.send(command, at), "{:?}", history.refused);
        }
        for (command, hours) in commands {
            at = at.checked_add(SignedDuration::from_hours(*hours)).unwrap();
            history.send(command.clone(), at);
        }
        history
    }

    /// Goes on with what schedulers do, an hour apart, from nine in the morning
    /// of the next day.
    fn remind(&mut self, steps: &[reminding::Step]) {
        let last = self.state.recorded().unwrap();
        let day = self.state.day_of(last).tomorrow().unwrap();
        let nine = day.at(9, 0, 0, 0).in_tz("Europe/London").unwrap();
        let mut at = nine.timestamp();
        for step in steps {
            at = at.checked_add(SignedDuration::from_hours(1)).unwrap();
            if let Some((actor, command)) = reminding::command(&self.state, *step, at) {
                self.send_as(actor, command, at);
            }
        }
    }

    /// Goes on with what happens at a door.
    fn sign_in(&mut self, steps: &[(signing_in::Step, i64)]) {
        let mut at = self.state.recorded().unwrap();
        for (step, minutes) in steps {
            at = at.checked_add(SignedDuration::from_mins(*minutes)).unwrap();
            if let Some((actor, command)) = signing_in::command(&self.state, *step, at) {
                self.send_as(actor, command, at);
            }
        }
    }

    fn send(&mut self, command: Command, at: Timestamp) -> bool {
        self.send_as("operator".parse().unwrap(), command, at)
    }

    fn send_as(&mut self, actor: ActorId, command: Command, at: Timestamp) -> bool {
        let place = self.state.head() + 1;
        let command = clearance::on_what_is_read(&self.state, command);
        let envelope = Envelope {
            actor,
            ..envelope(place, command)
        };
        match decide(&self.state, &envelope, Context { now: at }) {
            Ok(decided) if decided.events.is_empty() => true,
            Ok(decided) => {
                let recorded = Recorded { place, at };
                decided
                    .events
                    .iter()
                    .for_each(|event| self.state.evolve(event, recorded));
                self.state.advance(recorded);
                self.log.push((recorded, decided.events));
                true
            }
            Err(rejection) => {
                *self.refused.entry(rejection.code).or_default() += 1;
                false
            }
        }
    }

    /// The state at a place of the log, with the schemes adopted by another.
    fn at(&self, place: u64, schemes_at: u64) -> State {
        let until = self
            .log
            .iter()
            .take_while(|(recorded, _)| recorded.place <= place);
        let known: Vec<(Recorded, Vec<Event>)> = until
            .map(|(recorded, events)| {
                let mut events = events.clone();
                let too_late = recorded.place > schemes_at;
                events.retain(|event| !(too_late && matches!(event, Event::SchemeAdopted(_))));
                (*recorded, events)
            })
            .collect();
        replay(State::default(), &known)
    }
}

fn envelope(place: u64, command: Command) -> Envelope {
    let id = format!("c-{place}").parse().unwrap();
    Envelope {
        id,
        actor: "operator".parse().unwrap(),
        known_at: None,
        cause: None,
        session: None,
        command,
    }
}

fn replay<'a>(
    mut state: State,
    log: impl IntoIterator<Item = &'a (Recorded, Vec<Event>)>,
) -> State {
    for (recorded, events) in log {
        events
            .iter()
            .for_each(|event| state.evolve(event, *recorded));
        state.advance(*recorded);
    }
    state
}

fn round_trip(state: &State) -> State {
    serde_json::from_slice(&serde_json::to_vec(state).unwrap()).unwrap()
}

fn history() -> impl Strategy<Value = Vec<(Command, i64)>> {
    let some = |most| prop::collection::vec((commands(), 0..250_i64), 1..most);
    let reopens = prop::bool::weighted(0.1);
    (some(40), prop::option::weighted(0.2, some(8)), reopens).prop_map(
        |(mut all, after, reopens)| {
            if reopens {
                all.insert(0, (clearance::reopened_under_report(), 1));
            }
            if let Some(after) = after {
                all.extend(
                    commands::year_end()
                        .into_iter()
                        .map(|command| (vec![command], 250)),
                );
                all.extend(after);
            }
            all.into_iter()
                .flat_map(|(together, hours)| {
                    together.into_iter().map(move |command| (command, hours))
                })
                .collect()
        },
    )
}

/// Every position of every quarter, on each basis, whichever exist.
fn every_position(state: &State) -> Vec<Position> {
    let mut all = Vec::new();
    for plan in state.plans() {
        for number in 1..=4 {
            let quarter = plan.details.year.quarter(number).unwrap();
            let bases = [
                None,
                Some(Basis::InQuarter),
                Some(Basis::YearToDate),
                Some(Basis::YearEnd),
            ];
            for basis in bases {
                for scheme in [None, Some("plain"), Some("every")] {
                    let scheme = scheme.map(str::to_owned);
                    let asked = Selection {
                        basis,
                        scheme,
                        ..Selection::default()
                    };
                    all.extend(positions(state, plan, quarter, &asked).unwrap_or_default());
                }
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn replay_and_snapshots_give_the_same_state(
        commands in history(),
        steps in reminding::steps(),
        doors in signing_in::steps(),
        cut in 0.0..1.0_f64,
    ) {
        let mut history = History::of(&commands);
        history.remind(&steps);
        history.sign_in(&doors);
        prop_assert_eq!(&replay(State::default(), &history.log), &history.state);
        let cut = (history.log.len() as f64 * cut) as usize;
        let before = replay(State::default(), &history.log[..cut]);
        let kept = round_trip(&before);
        prop_assert_eq!(&kept, &before);
        prop_assert_eq!(&replay(kept, &history.log[cut..]), &history.state);
    }

    #[test]
    fn every_item_has_one_status_and_the_counts_agree(commands in history()) {
        let history = History::of(&commands);
        for position in every_position(&history.state) {
            check_counts(&position)?;
        }
    }

    #[test]
    fn frozen_figures_are_those_of_their_place(commands in history()) {
        let history = History::of(&commands);
        for plan in history.state.plans() {
            for (quarter, record) in &plan.quarters {
                let restated = record.restatements.iter().map(|restated| &restated.positions);
                for frozen in std::iter::once(&record.positions).chain(restated).flat_map(|all| all.iter()) {
                    check_counts(frozen)?;
                    // A restatement keeps the scheme of the closing.
                    let then = history.at(frozen.known_at.place, record.frozen_at);
                    let plan = then.plan(&plan.details.reference).unwrap();
                    let asked = Selection {
                        kind: Some(frozen.kind),
                        axis: Some(frozen.axis),
                        basis: frozen.basis,
                        theme: frozen.theme.clone(),
                        scheme: None,
                    };
                    let mut again = positions(&then, plan, *quarter, &asked).unwrap().remove(0);
                    again.state = frozen.state;
                    again.closing = frozen.closing;
                    prop_assert_eq!(&again, frozen);
                }
            }
        }
    }

    /// What a restatement says was reported was in effect at the place that the
    /// closing, or the restatement before, rests on.
    #[test]
    fn restatements_compare_with_what_was_reported(commands in history()) {
        let history = History::of(&commands);
        let records = history.state.plans().flat_map(|plan| {
            let records = plan.quarters.values();
            records.map(move |record| (&plan.details.reference, record))
        });
        for (reference, record) in records {
            let mut reported_at = record.frozen_at;
            for restated in &record.restatements {
                let then = history.at(reported_at, reported_at);
                let plan = then.plan(reference).unwrap();
                for change in &restated.event.changes {
                    let facts = change.reported_facts.as_ref();
                    let Some((facts, place)) = facts.and_then(|facts| Some((facts, facts.place?)))
                    else {
                        continue;
                    };
                    let item = then.item(plan, &change.reference).unwrap();
                    let source = item.observations.iter().find(|known| {
                        let given = &known.observation;
                        known.place == place
                            && facts.actual.is_none_or(|actual| given.actual == Some(actual))
                            && (facts.rating.is_none() || given.rating == facts.rating)
                    });
                    prop_assert!(source.is_some(), "{change:?}");
                }
                reported_at = restated.event.known_at;
            }
        }
    }

    #[test]
    fn sheets_imported_again_make_no_event(commands in history(), sheets in commands::sheets()) {
        let mut history = History::of(&commands);
        let at = history.state.recorded().unwrap();
        if history.send(sheets.clone(), at) {
            let place = history.state.head() + 1;
            let again = decide(&history.state, &envelope(place, sheets), Context { now: at });
            prop_assert_eq!(again.unwrap().events, []);
        }
    }
}

fn check_counts(position: &Position) -> Result<(), TestCaseError> {
    let counted: u32 = position.parts.iter().map(|part| part.count).sum();
    let excluded: u32 = position.excluded.iter().map(|left| left.count).sum();
    prop_assert_eq!(counted, position.denominator);
    prop_assert_eq!(counted + excluded, position.total);
    prop_assert_eq!(position.items.len(), position.total as usize);
    let mut references: Vec<&str> = position
        .items
        .iter()
        .map(|item| item.reference.as_str())
        .collect();
    references.sort_unstable();
    references.dedup();
    prop_assert_eq!(references.len(), position.items.len());
    for part in &position.parts {
        let having = position
            .items
            .iter()
            .filter(|item| item.status == part.status);
        prop_assert_eq!(having.clone().count(), part.count as usize);
        prop_assert!(having.clone().all(|item| item.excluded.is_none()));
        prop_assert_eq!(part.percent.is_empty(), position.denominator == 0);
    }
    for left in &position.excluded {
        let having = position
            .items
            .iter()
            .filter(|item| item.excluded.as_ref() == Some(&left.reason));
        prop_assert_eq!(having.count(), left.count as usize);
    }
    for group in &position.groups {
        prop_assert!(group.count <= group.denominator);
    }
    for item in &position.items {
        prop_assert!(!item.trace.is_empty());
        prop_assert!(
            item.trace
                .iter()
                .all(|place| position.trace.contains(place))
        );
        prop_assert!(
            item.trace
                .iter()
                .all(|place| *place <= position.known_at.place)
        );
    }
    Ok(())
}

/// The generator reaches what it is meant to reach: most commands are accepted,
/// and every kind of event occurs.
#[test]
fn histories_reach_every_event() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut events: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut accepted, mut refused) = (0, BTreeMap::<String, usize>::new());
    for _ in 0..200 {
        let commands = history().new_tree(&mut runner).unwrap().current();
        let mut history = History::of(&commands);
        let steps = reminding::steps().new_tree(&mut runner).unwrap().current();
        history.remind(&steps);
        let doors = signing_in::steps().new_tree(&mut runner).unwrap().current();
        history.sign_in(&doors);
        accepted += history.log.len();
        for (_, made) in &history.log {
            made.iter()
                .for_each(|event| *events.entry(event.name()).or_default() += 1);
        }
        history
            .refused
            .into_iter()
            .for_each(|(code, n)| *refused.entry(code).or_default() += n);
    }
    let total: usize = refused.values().sum();
    assert!(
        accepted > total / 2,
        "{accepted} accepted, refused: {refused:?}"
    );
    for name in Event::NAMES {
        assert!(
            events.contains_key(name),
            "no history has {name}: {events:?}, refused: {refused:?}"
        );
    }
}
