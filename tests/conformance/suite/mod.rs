//! The scenarios, and what they need of a bus.

pub(crate) mod commands;
pub(crate) mod following;
pub(crate) mod large;
pub(crate) mod limits;
pub(crate) mod order;
pub(crate) mod repeats;
pub(crate) mod time;
mod world;

use std::future::Future;
use std::ops::ControlFlow;
use std::sync::Arc;

use quarterday_bus::{Error, EventLog};
use quarterday_ledger::Ledger;
use quarterday_ledger::disk::FileSystem;
use quarterday_projections::View;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Envelope;

pub(crate) use world::World;

/// A kind of bus, and where the log of one council is kept by it.
pub(crate) trait Buses: Sized {
    /// What is needed to close it again.
    type Handle;

    /// A log that is empty.
    fn new() -> Self;

    /// Opens the log with the domain's rules and view, in a world of the
    /// test's making.
    fn open(&mut self, world: &World) -> impl Future<Output = Opened<Self::Handle>>;

    /// Closes it in good order.
    fn close(&mut self, opened: Opened<Self::Handle>) -> impl Future<Output = ()>;

    /// Ends it without any order; what was acknowledged must be there when it
    /// is opened again.
    fn crash(&mut self, opened: Opened<Self::Handle>) -> impl Future<Output = ()>;
}

/// An open log.
pub(crate) struct Opened<H> {
    /// The log.
    pub(crate) log: Arc<dyn EventLog>,
    /// The view that its commits are fed to.
    pub(crate) view: Arc<View>,
    /// The bus's own.
    pub(crate) handle: H,
}

impl<H> Opened<H> {
    pub(crate) fn ledger(&self) -> &Ledger {
        self.log.ledger()
    }

    /// The last place.
    pub(crate) fn head(&self) -> u64 {
        self.ledger().head().place
    }

    /// Sends a command that must be accepted.
    pub(crate) async fn accept(&self, envelope: Envelope) -> Accepted {
        let id = envelope.id.clone();
        let answer = self.log.append(envelope).await;
        answer.unwrap_or_else(|error| panic!("{id} was not accepted: {error}"))
    }

    /// Sends a command that must be refused by a rule; the rule's code.
    pub(crate) async fn refuse(&self, envelope: Envelope) -> String {
        match self.log.append(envelope).await {
            Err(Error::Rejected(rejection)) => rejection.code,
            other => panic!("not refused by a rule: {other:?}"),
        }
    }

    /// The command of each place, from 1 on. Checks that there is no gap, that
    /// each record names the one before, that time goes on, and that the root
    /// is that of the files.
    pub(crate) fn check(&self) -> Vec<String> {
        let mut commands = Vec::new();
        let mut prev = quarterday_proto::record::PREV_OF_FIRST;
        let mut recorded = jiff::Timestamp::MIN;
        let scanned = self.ledger().scan(1, |record| {
            commands.push(record.head.command.to_string());
            assert_eq!(record.head.place, commands.len() as u64, "a gap");
            assert_eq!(
                record.head.prev, prev,
                "place {}: no chain",
                record.head.place
            );
            assert!(
                record.head.recorded >= recorded,
                "place {}: time",
                record.head.place
            );
            (prev, recorded) = (record.leaf(), record.head.recorded);
            ControlFlow::<()>::Continue(())
        });
        assert!(scanned.unwrap().is_continue());
        let head = self.ledger().head();
        assert_eq!(head.place, commands.len() as u64);
        let report = quarterday_ledger::verify(&FileSystem, self.ledger().dir()).unwrap();
        assert_eq!((report.places, report.root), (head.place, head.root));
        commands
    }

    /// How often a command is in the log.
    pub(crate) fn times(&self, id: &str) -> usize {
        self.check().iter().filter(|command| *command == id).count()
    }

    /// Whether the view knows a token in use.
    pub(crate) fn shows_token(&self, name: &str) -> bool {
        let state = self.view.state();
        state
            .tokens()
            .any(|token| token.details.name == name && !token.revoked)
    }
}

/// A log with its council set up and a plan of 40 items.
pub(crate) async fn opened<B: Buses>(bus: &mut B, world: &World) -> Opened<B::Handle> {
    let opened = bus.open(world).await;
    opened.accept(commands::establish("set-up")).await;
    opened.accept(commands::plan("plan", 40)).await;
    opened
}

/// Waits for answers that come in any order.
pub(crate) async fn all(
    answers: impl IntoIterator<Item = quarterday_bus::Answer>,
) -> Vec<Result<Accepted, Error>> {
    let tasks: Vec<_> = answers.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// A test of each scenario on one kind of bus.
macro_rules! every_scenario {
    ($module:ident, $bus:ty) => {
        $crate::suite::every_scenario!($module, $bus,
            order: places_have_no_gaps_and_chain
                an_answer_means_stored_and_shown
                a_refusal_stores_nothing
                what_changes_nothing_stores_nothing
                a_rule_across_subjects_holds_for_everyone_at_once;
            repeats: a_command_is_accepted_once
                fifty_at_once_make_one_commit
                other_content_is_refused
                an_id_is_kept_where_nothing_changes
                answers_outlive_a_restart
                answers_outlive_a_crash
                a_refused_command_may_come_again;
            large: a_large_import_is_applied_whole
                a_large_import_among_others
                a_large_import_outlives_a_crash;
            following: a_follower_sees_each_commit_once_in_order
                followers_begin_anywhere
                followers_end_with_the_log;
            time: recorded_time_never_goes_back
                the_same_commands_make_the_same_root;
            limits: too_many_are_told_to_come_back
                closing_answers_all_that_was_taken;
        );
    };
    ($module:ident, $bus:ty, $($file:ident: $($scenario:ident)+;)+) => {
        mod $module {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $scenario() {
                    let mut bus = <$bus as $crate::suite::Buses>::new();
                    $crate::suite::$file::$scenario(&mut bus).await;
                }
            )+)+
        }
    };
}
pub(crate) use every_scenario;
