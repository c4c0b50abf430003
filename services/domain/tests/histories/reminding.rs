//! Schedulers at work in a random history: what they send follows from the
//! state, so it is made when its turn comes.

use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use proptest::sample::select;
use quarterday_domain::State;
use quarterday_domain::reminders::{Rule, due};
use quarterday_proto::command::{
    AdoptSchedule, Answer, ClaimDigest, Command, DropDigest, LinkAct, LinkOffered, RecordAbsence,
    RecordBounce, RecordDigestFailed, RecordDigestSent, RecordRun, RestoreMail, RunSchedule,
    UseLink,
};
use quarterday_proto::digest::{Claim, DropReason, Purpose, Thing, Transport};
use quarterday_proto::id::ActorId;
use quarterday_proto::item::{Kind, Observation};

use crate::commands::PEOPLE;

const WEEKLY: &str = "answers-weekly";

/// What a scheduler, or someone who got a mail, does next.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Claim,
    Sent,
    Failed,
    Drop,
    Ran,
    Answer,
}

/// All steps of reminding, some of them twice.
pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = select(vec![
        Step::Claim,
        Step::Claim,
        Step::Sent,
        Step::Failed,
        Step::Drop,
        Step::Ran,
        Step::Answer,
    ]);
    prop::collection::vec(step, 2..8)
}

/// An address that takes no mail for a while.
pub(crate) fn bouncing() -> impl Strategy<Value = Vec<Command>> {
    (select(PEOPLE.to_vec()), any::<bool>()).prop_map(|(email, permanent)| {
        let email = email.to_owned();
        vec![
            Command::RecordBounce(RecordBounce {
                email: email.clone(),
                permanent,
                reason: "550 no such user".to_owned(),
                digest: None,
            }),
            Command::RestoreMail(RestoreMail { email }),
        ]
    })
}

/// What people say of schedules, absences and addresses.
pub(crate) fn commands() -> impl Strategy<Value = Command> {
    let email = || select(PEOPLE.to_vec()).prop_map(str::to_owned);
    prop_oneof![
        any::<bool>().prop_map(|once| {
            let all = quarterday_domain::reminders::builtin();
            let mut schedule = all
                .iter()
                .find(|one| one.schedule == WEEKLY)
                .unwrap()
                .clone();
            schedule.once = once;
            Command::AdoptSchedule(AdoptSchedule { schedule })
        }),
        Just(Command::RunSchedule(RunSchedule {
            schedule: WEEKLY.to_owned(),
            people: Vec::new(),
        })),
        (email(), any::<bool>()).prop_map(|(email, permanent)| {
            Command::RecordBounce(RecordBounce {
                email,
                permanent,
                reason: "550 no such user".to_owned(),
                digest: None,
            })
        }),
        email().prop_map(|email| Command::RestoreMail(RestoreMail { email })),
        (email(), 0..400_i64, prop::option::weighted(0.8, 0..9_i64)).prop_map(
            |(email, first, days)| {
                let begin: jiff::civil::Date = "2020-07-01".parse().unwrap();
                let first = begin.checked_add(first.days()).unwrap();
                let last = days.map(|days| first.checked_add(days.days()).unwrap());
                Command::RecordAbsence(RecordAbsence { email, first, last })
            }
        ),
    ]
}

/// The command of a step in a state, and who sends it; none where there is
/// nothing to do.
pub(crate) fn command(state: &State, step: Step, now: Timestamp) -> Option<(ActorId, Command)> {
    let scheduler: ActorId = "system".parse().unwrap();
    let newest = || {
        let digests = state.reminders().digests();
        digests.max_by_key(|digest| digest.changed_at)
    };
    let command = match step {
        Step::Claim => claim(state, now)?,
        Step::Ran => Command::RecordRun(RecordRun {
            schedule: WEEKLY.to_owned(),
            occurrence: now,
            skipped: 0,
            people: 1,
        }),
        Step::Sent => Command::RecordDigestSent(RecordDigestSent {
            digest: newest()?.id,
            attempt: newest()?.attempt,
            transport: Transport::Kept,
            response: String::new(),
        }),
        Step::Failed => Command::RecordDigestFailed(RecordDigestFailed {
            digest: newest()?.id,
            attempt: newest()?.attempt,
            permanent: false,
            unknown: true,
            address_refused: false,
            error: "lost".to_owned(),
            retry_at: None,
        }),
        Step::Drop => Command::DropDigest(DropDigest {
            digest: newest()?.id,
            reason: DropReason::Late,
        }),
        Step::Answer => return answer(state),
    };
    Some((scheduler, command))
}

fn claim(state: &State, now: Timestamp) -> Option<Command> {
    let today = state.day_of(now);
    let rule = Rule {
        schedule: state.schedule(WEEKLY).ok()?.schedule,
        after: None,
        day: today,
        only: &[],
    };
    let due = due(state, &[rule], today).ok()?.people.into_iter().next()?;
    let claim = Claim {
        person: due.person,
        day: today,
        schedules: due.schedules,
        items: due.items,
        about: None,
        node: "one".parse().unwrap(),
        lease_until: now.checked_add(5.minutes()).unwrap(),
        template: "digest@1".to_owned(),
        content_hash: "ab".repeat(32),
        message_id: "m@a.example".to_owned(),
    };
    let link = LinkOffered {
        hash: "cd".repeat(32),
        purpose: Purpose::Answers,
        about: None,
        expires: now.checked_add((24 * 30).hours()).unwrap(),
    };
    Some(Command::ClaimDigest(ClaimDigest {
        claim,
        links: vec![link],
    }))
}

/// Everything that the newest link asks for, answered by its addressee.
fn answer(state: &State) -> Option<(ActorId, Command)> {
    let digests = state.reminders().digests();
    let newest = digests.max_by_key(|digest| digest.changed_at)?;
    let mut links = state.reminders().links();
    let link = links.find(|link| link.digest == newest.id && link.used.is_none())?;
    let answers = newest.claim.items.iter().filter_map(|asked| {
        let Thing::Answer {
            plan,
            item,
            quarter,
        } = &asked.thing
        else {
            return None;
        };
        // Each kind has facts of its own.
        let kind = state.item_by_id(*item)?.kind;
        let is_measure = kind == Kind::Measure;
        let is_rated = matches!(kind, Kind::Project | Kind::Risk);
        let observation = Observation {
            as_at: quarter.last_day(),
            basis: None,
            percent_complete: None,
            completed_on: None,
            on_track: (!is_measure && !is_rated).then_some(true),
            cause: None,
            actual: is_measure.then(|| 5.into()),
            forecast: None,
            rating: is_rated.then(|| "green".to_owned()),
            unavailable: None,
            commentary: Some("Words.".into()),
        };
        Some(Answer {
            plan: state.plan_by_id(*plan)?.details.reference.clone(),
            reference: state.item_by_id(*item)?.reference().to_owned(),
            observation,
        })
    });
    let act = LinkAct::Answer {
        answers: answers.collect(),
    };
    let actor = format!("person.{}", link.person).parse().unwrap();
    Some((
        actor,
        Command::UseLink(UseLink {
            link: link.issued.link,
            act,
        }),
    ))
}
