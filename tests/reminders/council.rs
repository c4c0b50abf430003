//! A council of 300 owners and 500 items on the embedded bus, by a clock of its
//! own.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use quarterday_bus::{Commit, Views};
use quarterday_node::hosting::FeedView;
use quarterday_proto::command::{
    CloseQuarter, Command, ConfigureCouncil, EstablishCouncil, Import, Observe, OpenQuarter,
};
use quarterday_proto::council::{Nation, Settings};
use quarterday_proto::event::{Event, Recorded};
use quarterday_proto::item::Observation;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::schedule::ReminderSettings;
use quarterday_proto::sheet::{ItemRow, PersonRow, Row, Sheets};
use quarterday_scheduler::remind::Council;
use quarterday_tests::{OpenedLog, action_row, by_operator, plan_row, row};

pub(crate) const OWNERS: usize = 300;
pub(crate) const ITEMS: usize = 500;
pub(crate) const TEAM: &str = "team@a.example";
const PLAN: &str = "P";

/// A clock that is set.
#[derive(Clone)]
pub(crate) struct Clock(Arc<Mutex<Timestamp>>);

impl Clock {
    pub(crate) fn at(now: &str) -> Self {
        Self(Arc::new(Mutex::new(now.parse().unwrap())))
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    pub(crate) fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap() = now;
    }
}

/// Every event, as it was acknowledged.
pub(crate) type Seen = Arc<Mutex<Vec<(Recorded, Event)>>>;

struct Watched {
    view: FeedView,
    seen: Seen,
}

impl Views for Watched {
    fn take_in(&mut self, commits: &[Commit]) {
        self.view.take_in(commits);
        let mut seen = self.seen.lock().unwrap();
        for commit in commits {
            let events = commit.events.iter();
            seen.extend(events.map(|event| (commit.recorded, event.clone())));
        }
    }
}

/// The council, its clock and all that happens in it.
pub(crate) struct World {
    pub(crate) council: Council,
    pub(crate) seen: Seen,
    _folder: tempfile::TempDir,
    commands: u64,
}

impl World {
    /// Set up, with its people and items imported.
    pub(crate) async fn open(clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seen = Seen::default();
        let watched = |view| Watched {
            view,
            seen: seen.clone(),
        };
        let opened = OpenedLog::open(folder.path(), move || clock.now(), watched).unwrap();
        let council = Council {
            id: "anytown".parse().unwrap(),
            log: opened.bus,
            view: opened.view,
        };
        let mut world = Self {
            council,
            seen,
            _folder: folder,
            commands: 0,
        };
        world.send(establish()).await;
        let sheets = sheets();
        world
            .send(Command::Import(Import { plan: None, sheets }))
            .await;
        world.send(configure()).await;
        world
    }

    /// A command of the operator, accepted.
    pub(crate) async fn send(&mut self, command: Command) {
        self.commands += 1;
        let envelope = by_operator(&format!("c-{}", self.commands), command);
        let answer = self.council.log.append(envelope).await;
        answer.unwrap_or_else(|error| panic!("{error}"));
    }

    pub(crate) async fn open_quarter(&mut self, quarter: Quarter, answers_due: Date) {
        self.send(Command::OpenQuarter(OpenQuarter {
            plan: PLAN.to_owned(),
            quarter,
            answers_due: Some(answers_due),
        }))
        .await;
    }

    pub(crate) async fn close_quarter(&mut self, quarter: Quarter) {
        self.send(Command::CloseQuarter(CloseQuarter {
            plan: PLAN.to_owned(),
            quarter,
            reason: Some("The committee meets.".to_owned()),
        }))
        .await;
    }

    pub(crate) async fn answer(&mut self, item: usize, as_at: Date) {
        self.send(Command::Observe(Observe {
            plan: PLAN.to_owned(),
            reference: reference(item),
            entered_for: None,
            observation: Observation {
                as_at,
                basis: None,
                percent_complete: None,
                completed_on: None,
                on_track: Some(true),
                cause: None,
                actual: None,
                forecast: None,
                rating: None,
                unavailable: None,
                commentary: Some("Work goes on.".into()),
            },
        }))
        .await;
    }
}

pub(crate) fn reference(item: usize) -> String {
    format!("I{item:03}")
}

pub(crate) fn owner_of(item: usize) -> usize {
    item % OWNERS
}

pub(crate) fn address(owner: usize) -> String {
    format!("owner{owner}@a.example")
}

fn establish() -> Command {
    Command::EstablishCouncil(EstablishCouncil {
        name: "Anytown Council".to_owned(),
        nation: Nation::England,
        zone: None,
        settings: Settings::default(),
    })
}

/// Names the performance team, who is known by now.
fn configure() -> Command {
    let reminders = ReminderSettings {
        performance_team: Some(TEAM.to_owned()),
        ..ReminderSettings::default()
    };
    Command::ConfigureCouncil(ConfigureCouncil {
        settings: Settings {
            reminders: Some(reminders),
            ..Settings::default()
        },
    })
}

fn sheets() -> Sheets {
    let mut sheets = Sheets::default();
    sheets
        .plans
        .push(plan_row(PLAN, Some("The plan"), Some("2026-27")));
    let person = |email: String, post: String, manager: Option<String>| PersonRow {
        email,
        post,
        directorate: None,
        line_manager_email: manager,
        deputy_email: None,
        from: None,
        to: None,
    };
    for owner in 0..OWNERS {
        // One in ten leads the nine after it.
        let lead = owner / 10 * 10;
        let manager = (lead != owner).then(|| address(lead));
        sheets.people.push(row(person(
            address(owner),
            format!("Owner {owner}"),
            manager,
        )));
    }
    sheets.people.push(row(person(
        TEAM.to_owned(),
        "Performance Team".to_owned(),
        None,
    )));
    sheets.items.extend((0..ITEMS).map(action));
    sheets
}

fn action(item: usize) -> Row<ItemRow> {
    let owner = Some(address(owner_of(item)));
    let title = format!("Item {item}");
    action_row(PLAN, reference(item), title, owner, date(2027, 3, 31))
}
