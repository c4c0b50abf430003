//! Who is reminded of what, when nobody is, and that a digest is sent once.

mod digests;
mod hours;
mod schedules;
mod settings;
mod who;

use jiff::ToSpan as _;
use quarterday_domain::reminders::{Due, Rule, due};
use quarterday_proto::command::{
    ClaimDigest, Command, ConfigureCouncil, RecordAbsence, RecordBounce, RecordDigestFailed,
    RecordDigestSent,
};
use quarterday_proto::council::Settings;
use quarterday_proto::digest::{Asked, Claim, Transport};
use quarterday_proto::id::DigestId;
use quarterday_proto::schedule::ReminderSettings;

use crate::harness::*;

pub(crate) const PEOPLE: &str = "email,post,line_manager_email,deputy_email\n\
    owner@a.example,Head of Roads,chief@a.example,deputy@a.example\n\
    other@a.example,Head of Parks,chief@a.example,\n\
    deputy@a.example,Deputy,chief@a.example,\n\
    chief@a.example,Director,,\n\
    team@a.example,Performance Team,,\n";
pub(crate) const OWNED: &str = "plan,ref,kind,title,owner_email,due\n\
    P,A1,action,First,owner@a.example,2020-10-26\n\
    P,A2,action,Second,owner@a.example,2021-03-31\n\
    P,A3,action,Third,other@a.example,2021-03-31\n\
    P,A4,action,Fourth,,2021-03-31\n";

/// Quarter 2 open until 14 October, on Monday 5 October 2020.
pub(crate) fn waiting() -> Given {
    council_with(&[PLAN, PEOPLE, OWNED])
        .and(remind(|_| {}))
        .and(Command::OpenQuarter(
            quarterday_proto::command::OpenQuarter {
                plan: "P".to_owned(),
                quarter: "2020-21-Q2".parse().unwrap(),
                answers_due: Some(day("2020-10-14")),
            },
        ))
        .on("2020-10-05")
}

fn remind(change: impl FnOnce(&mut ReminderSettings)) -> Command {
    let mut reminders = ReminderSettings {
        performance_team: Some("team@a.example".to_owned()),
        ..ReminderSettings::default()
    };
    change(&mut reminders);
    Command::ConfigureCouncil(ConfigureCouncil {
        settings: Settings {
            reminders: Some(reminders),
            ..Settings::default()
        },
    })
}

fn today(given: &Given) -> jiff::civil::Date {
    given.state.day_of(given.now())
}

fn rule<'a>(given: &'a Given, name: &str) -> Rule<'a> {
    Rule {
        schedule: given.state.schedule(name).unwrap().schedule,
        after: None,
        day: today(given),
        only: &[],
    }
}

pub(crate) fn due_by(given: &Given, names: &[&str]) -> Vec<Due> {
    let rules: Vec<Rule<'_>> = names.iter().map(|name| rule(given, name)).collect();
    due(&given.state, &rules, today(given)).unwrap().people
}

/// Who is asked for which items, in the words of the table.
#[track_caller]
fn asked(given: &Given, names: &[&str], expected: &[(&str, &[&str])]) {
    let found: Vec<(String, Vec<String>)> = due_by(given, names)
        .iter()
        .map(|due| {
            let person = given.state.person_by_id(due.person).unwrap();
            let items = due.items.iter().map(|asked| word(given, asked));
            (person.details.post.clone(), items.collect())
        })
        .collect();
    let mut expected: Vec<(String, Vec<String>)> = expected
        .iter()
        .map(|(post, items)| {
            let items = items.iter().map(|item| (*item).to_owned());
            ((*post).to_owned(), items.collect())
        })
        .collect();
    expected.sort();
    let mut found = found;
    found.sort();
    assert_eq!(found, expected);
}

fn word(given: &Given, asked: &Asked) -> String {
    use quarterday_proto::digest::Thing;
    let reference = match &asked.thing {
        Thing::Answer { item, .. } | Thing::Completion { item, .. } => given
            .state
            .item_by_id(*item)
            .unwrap()
            .reference()
            .to_owned(),
        Thing::SignOff { role, body, .. } => body.clone().unwrap_or_else(|| role.clone()),
        Thing::Revision { .. } => "revision".to_owned(),
        Thing::Publication { .. } => "publication".to_owned(),
    };
    asked.because.map_or(reference.clone(), |because| {
        format!("{reference} {because}")
    })
}

pub(crate) fn claim_of(given: &Given, due: &Due) -> Claim {
    Claim {
        person: due.person,
        day: today(given),
        schedules: due.schedules.clone(),
        items: due.items.clone(),
        about: None,
        node: "one".parse().unwrap(),
        lease_until: given.now().checked_add(5.minutes()).unwrap(),
        template: "digest@1".to_owned(),
        content_hash: "ab".repeat(32),
        message_id: format!("{}@a.example", due.person),
    }
}

fn claiming(given: &Given, change: impl FnOnce(&mut Claim)) -> Command {
    let due = due_by(given, &["answers-weekly"]);
    let owner = given.state.person("owner@a.example").unwrap().id;
    let of_owner = due.iter().find(|due| due.person == owner).unwrap();
    let mut claim = claim_of(given, of_owner);
    change(&mut claim);
    Command::ClaimDigest(ClaimDigest {
        claim,
        links: Vec::new(),
    })
}

fn claimed(given: &Given) -> Given {
    given
        .when_as("system", claiming(given, |_| {}))
        .then(&["digest.claimed"])
}

fn the_digest(given: &Given) -> DigestId {
    let newest = given.state.reminders().digests();
    newest.max_by_key(|digest| digest.changed_at).unwrap().id
}

fn sent(given: &Given, attempt: u32) -> Command {
    Command::RecordDigestSent(RecordDigestSent {
        digest: the_digest(given),
        attempt,
        transport: Transport::Smtp,
        response: "250 queued".to_owned(),
    })
}

fn failed(given: &Given, attempt: u32, change: impl FnOnce(&mut RecordDigestFailed)) -> Command {
    let mut command = RecordDigestFailed {
        digest: the_digest(given),
        attempt,
        permanent: false,
        unknown: false,
        address_refused: false,
        error: "421 try later".to_owned(),
        retry_at: Some(given.now().checked_add(10.minutes()).unwrap()),
    };
    change(&mut command);
    Command::RecordDigestFailed(command)
}

fn answer(reference: &str) -> Command {
    on_track(reference, "2020-09-30")
}

pub(crate) fn bounce(email: &str, permanent: bool) -> Command {
    Command::RecordBounce(RecordBounce {
        email: email.to_owned(),
        permanent,
        reason: "550 5.1.1 no such user".to_owned(),
        digest: None,
    })
}

pub(crate) fn away(email: &str, first: &str, last: Option<&str>) -> Command {
    Command::RecordAbsence(RecordAbsence {
        email: email.to_owned(),
        first: day(first),
        last: last.map(day),
    })
}
