//! Schedules, digests, bounces, absences and links.

use quarterday_proto::command::*;
use quarterday_proto::digest::{
    Asked, Because, Claim, DropReason, LinkIssued, Purpose, Thing, Transport,
};
use quarterday_proto::event::*;
use quarterday_proto::id::{DigestId, LinkId};
use quarterday_proto::schedule::{Anchor, Asks, Audience, Schedule, Trigger};

use super::items::full_observation;
use super::{day, item, person, plan, quarter, texts, time};

pub(super) fn events() -> Vec<Event> {
    let failed = |permanent, unknown, retry_at| {
        Event::DigestFailed(DigestFailed {
            digest: digest(1),
            attempt: 2,
            permanent,
            unknown,
            error: "421 4.3.2 try later".into(),
            retry_at,
        })
    };
    vec![
        Event::ScheduleAdopted(ScheduleAdopted {
            schedule: at_times(),
        }),
        Event::ScheduleAdopted(ScheduleAdopted {
            schedule: counted_days(),
        }),
        Event::ScheduleAsked(ScheduleAsked {
            schedule: "answers-weekly".into(),
            people: vec![],
        }),
        Event::ScheduleAsked(ScheduleAsked {
            schedule: "items-due".into(),
            people: vec![],
        }),
        Event::ScheduleAsked(ScheduleAsked {
            schedule: "answers-weekly".into(),
            people: vec![person(1), person(2)],
        }),
        Event::ScheduleRan(ScheduleRan {
            schedule: "items-due".into(),
            occurrence: time("2020-10-04T23:00:00.5Z"),
            skipped: 0,
            people: 0,
        }),
        Event::ScheduleRan(ScheduleRan {
            schedule: "answers-weekly".into(),
            occurrence: time("2020-10-05T08:00:00Z"),
            skipped: 2,
            people: 41,
        }),
        Event::DigestClaimed(DigestClaimed {
            digest: digest(1),
            claim: Box::new(small_claim()),
            attempt: 1,
            links: vec![],
        }),
        Event::DigestClaimed(DigestClaimed {
            digest: digest(2),
            claim: Box::new(full_claim()),
            attempt: 3,
            links: vec![LinkIssued {
                link: link(1),
                hash: "0f".repeat(32),
                purpose: Purpose::Answers,
                about: None,
                expires: time("2020-10-14T22:59:59Z"),
            }],
        }),
        Event::DigestSent(DigestSent {
            digest: digest(1),
            attempt: 1,
            transport: Transport::Smtp,
            response: "250 2.0.0 queued as 4F".into(),
        }),
        Event::DigestSent(DigestSent {
            digest: digest(2),
            attempt: 3,
            transport: Transport::Kept,
            response: String::new(),
        }),
        failed(true, false, None),
        failed(false, true, Some(time("2020-10-05T08:05:00.25Z"))),
        Event::DigestDropped(DigestDropped {
            digest: digest(1),
            reason: DropReason::Done,
        }),
        Event::DigestDropped(DigestDropped {
            digest: digest(2),
            reason: DropReason::Attempts,
        }),
        Event::PersonMailBounced(PersonMailBounced {
            person: person(1),
            permanent: false,
            reason: "452 4.2.2 mailbox full".into(),
            digest: None,
        }),
        Event::PersonMailBounced(PersonMailBounced {
            person: person(2),
            permanent: true,
            reason: "550 5.1.1 no such user".into(),
            digest: Some(digest(2)),
        }),
        Event::PersonMailRestored(PersonMailRestored { person: person(2) }),
        Event::PersonMailRestored(PersonMailRestored { person: person(1) }),
        Event::PersonAbsenceRecorded(PersonAbsenceRecorded {
            person: person(1),
            first: day("2020-10-01"),
            last: None,
        }),
        Event::PersonAbsenceRecorded(PersonAbsenceRecorded {
            person: person(1),
            first: day("2020-10-01"),
            last: Some(day("2020-10-09")),
        }),
        Event::LinkUsed(LinkUsed {
            link: link(2),
            person: person(1),
            digest: digest(1),
        }),
        Event::LinkUsed(LinkUsed {
            link: link(1),
            person: person(2),
            digest: digest(2),
        }),
    ]
}

pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::AdoptSchedule(AdoptSchedule {
            schedule: at_times(),
        }),
        Command::AdoptSchedule(AdoptSchedule {
            schedule: counted_days(),
        }),
        Command::RunSchedule(RunSchedule {
            schedule: "answers-weekly".into(),
            people: texts(&["a@place.example"]),
        }),
        Command::RecordRun(RecordRun {
            schedule: "answers-weekly".into(),
            occurrence: time("2020-10-05T08:00:00Z"),
            skipped: 0,
            people: 41,
        }),
        Command::ClaimDigest(ClaimDigest {
            claim: full_claim(),
            links: vec![LinkOffered {
                hash: "0f".repeat(32),
                purpose: Purpose::SignOff,
                about: None,
                expires: time("2020-10-14T22:59:59Z"),
            }],
        }),
        Command::RecordDigestSent(RecordDigestSent {
            digest: digest(1),
            attempt: 1,
            transport: Transport::Smtp,
            response: "250 2.0.0 queued as 4F".into(),
        }),
        Command::RecordDigestFailed(RecordDigestFailed {
            digest: digest(1),
            attempt: 1,
            permanent: false,
            unknown: true,
            address_refused: false,
            error: "the connection was lost".into(),
            retry_at: Some(time("2020-10-05T08:05:00Z")),
        }),
        Command::DropDigest(DropDigest {
            digest: digest(1),
            reason: DropReason::Late,
        }),
        Command::RecordBounce(RecordBounce {
            email: "head@council.example".into(),
            permanent: true,
            reason: "550 5.1.1 no such user".into(),
            digest: Some(digest(1)),
        }),
        Command::RestoreMail(RestoreMail {
            email: "head@council.example".into(),
        }),
        Command::RecordAbsence(RecordAbsence {
            email: "head@council.example".into(),
            first: day("2020-10-01"),
            last: Some(day("2020-10-09")),
        }),
        Command::SubmitAnswers(SubmitAnswers {
            answers: vec![SubmittedAnswer {
                plan: "place".into(),
                reference: "A1".into(),
                entered_for: Some("a@place.example".into()),
                known_at: Some(7),
                observation: full_observation(),
            }],
        }),
        Command::UseLink(UseLink {
            link: link(1),
            act: LinkAct::Answer {
                answers: vec![Answer {
                    plan: "place".into(),
                    reference: "A1".into(),
                    observation: full_observation(),
                }],
            },
        }),
    ]
}

fn digest(number: u64) -> DigestId {
    DigestId::from_u64(0xd16e_0000_0000_0000 + number)
}

fn link(number: u64) -> LinkId {
    LinkId::from_u64(0x11c0_0000_0000_0000 + number)
}

fn at_times() -> Schedule {
    Schedule {
        schedule: "answers-weekly".into(),
        title: "What is still to be answered".into(),
        trigger: Trigger::Cron {
            expression: "0 0 9 * * Mon".into(),
            working_days: true,
        },
        asks: Asks::Answers,
        audience: Audience::Owner,
        enabled: true,
        once: false,
        catch_up_days: 3,
        template: "digest".into(),
    }
}

fn counted_days() -> Schedule {
    Schedule {
        trigger: Trigger::Relative {
            to: Anchor::AnswersDue,
            days: -2,
            working: true,
            at: "09:30".parse().unwrap(),
        },
        audience: Audience::LineManager,
        enabled: false,
        once: true,
        ..at_times()
    }
}

fn small_claim() -> Claim {
    Claim {
        person: person(1),
        day: day("2020-10-05"),
        schedules: texts(&["answers-weekly"]),
        items: vec![Asked {
            thing: Thing::Answer {
                plan: plan(1),
                item: item(1),
                quarter: quarter("2020-21-Q2"),
            },
            due: None,
            of: None,
            because: None,
        }],
        about: None,
        node: "one".parse().unwrap(),
        lease_until: time("2020-10-05T08:05:00Z"),
        template: "digest@1".into(),
        content_hash: "ab".repeat(32),
        message_id: "0123456789abc.sample@council.example".into(),
    }
}

fn full_claim() -> Claim {
    let because = |number, because| Asked {
        thing: Thing::Completion {
            plan: plan(1),
            item: item(number),
            due: day("2020-10-01"),
        },
        due: Some(day("2020-10-01")),
        of: Some(person(2)),
        because: Some(because),
    };
    let mut claim = small_claim();
    let others = (2..).zip(Because::ALL);
    claim
        .items
        .extend(others.map(|(number, why)| because(number, *why)));
    Claim {
        schedules: texts(&["answers-weekly", "items-due"]),
        ..claim
    }
}
