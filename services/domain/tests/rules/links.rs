//! Links that take the answers a mail asks for.

use jiff::ToSpan as _;
use quarterday_proto::command::{
    Answer, ClaimDigest, Command, HandOver, LinkAct, LinkOffered, RestoreMail, UseLink,
};
use quarterday_proto::digest::Purpose;
use quarterday_proto::event::Event;
use quarterday_proto::id::LinkId;

use crate::harness::*;
use crate::reminders::{away, bounce, claim_of, due_by, waiting};

/// A digest with a link was sent to the owner of A1 and A2.
fn sent(purpose: Purpose) -> (Given, LinkId) {
    sent_by(waiting(), purpose, &["answers-weekly"])
}

/// The owner was asked by some schedules.
fn sent_by(given: Given, purpose: Purpose, schedules: &[&str]) -> (Given, LinkId) {
    let owner = given.state.person("owner@a.example").unwrap().id;
    let due = due_by(&given, schedules);
    let due = due.iter().find(|due| due.person == owner).unwrap();
    let command = Command::ClaimDigest(ClaimDigest {
        claim: claim_of(&given, due),
        links: vec![LinkOffered {
            hash: "0f".repeat(32),
            purpose,
            about: None,
            expires: given.now().checked_add((24 * 14).hours()).unwrap(),
        }],
    });
    let outcome = given.when_as("system", command);
    let Event::DigestClaimed(claimed) = &outcome.events()[0] else {
        panic!("it was claimed")
    };
    let link = claimed.links[0].link;
    (outcome.then(&["digest.claimed"]), link)
}

fn answer(reference: &str, as_at: &str) -> Answer {
    let mut observation = silent(as_at);
    observation.commentary = Some("Work goes on.".into());
    observation.on_track = Some(true);
    Answer {
        plan: "P".to_owned(),
        reference: reference.to_owned(),
        observation,
    }
}

fn using(link: LinkId, answers: &[Answer]) -> Command {
    Command::UseLink(UseLink {
        link,
        act: LinkAct::Answer {
            answers: answers.to_vec(),
        },
    })
}

fn owner(given: &Given) -> String {
    format!(
        "person.{}",
        given.state.person("owner@a.example").unwrap().id
    )
}

fn both() -> [Answer; 2] {
    [answer("A1", "2020-09-30"), answer("A2", "2020-09-30")]
}

#[test]
fn all_that_is_asked_for_is_answered_at_once_and_uses_the_link_up() {
    let (given, link) = sent(Purpose::Answers);
    let who = owner(&given);
    let done = given.when_as(&who, using(link, &both())).then(&[
        "item.observed",
        "item.observed",
        "link.used",
    ]);
    assert!(due_by(&done, &["answers-weekly"]).len() < 3);
    done.when_as(&who, using(link, &both())).refused("QD0086");
}

#[test]
fn one_wrong_answer_stores_none() {
    let (given, link) = sent(Purpose::Answers);
    let who = owner(&given);
    let mut wrong = both();
    wrong[1].observation.percent_complete = Some(120.into());
    let rejection = given.when_as(&who, using(link, &wrong)).refused("QD0014");
    assert_eq!(rejection.faults.len(), 1);
    assert_eq!(rejection.faults[0].found, "QD0016");
    assert_eq!(rejection.faults[0].row, Some(2));
    let one = [answer("A1", "2020-09-30")];
    given.when_as(&who, using(link, &one)).refused("QD0090");
    given.when_as(&who, using(link, &[])).refused("QD0090");
    let check = |answer: Answer, found: &str| {
        let answers = [both()[0].clone(), both()[1].clone(), answer];
        let rejection = given.when_as(&who, using(link, &answers)).refused("QD0014");
        assert_eq!(rejection.faults[0].found, found);
    };
    check(answer("A3", "2020-09-30"), "QD0089");
    check(answer("A1", "2020-10-02"), "QD0089");
    check(answer("A9", "2020-09-30"), "QD0008");
}

#[test]
fn a_link_that_is_over_or_anothers_says_so() {
    let (given, link) = sent(Purpose::Answers);
    let who = owner(&given);
    let other = format!(
        "person.{}",
        given.state.person("other@a.example").unwrap().id
    );
    for actor in [other.as_str(), "operator", "token.0123456789abc"] {
        given.when_as(actor, using(link, &both())).refused("QD0088");
    }
    let unknown = using(LinkId::from_u64(1), &both());
    given.when_as(&who, unknown).refused("QD0085");
    given
        .on("2020-10-20")
        .when_as(&who, using(link, &both()))
        .refused("QD0087");
    let closed = given.and(close_because("2020-21-Q2", "The committee meets."));
    closed.when_as(&who, using(link, &both())).refused("QD0087");
    let handed_over = given.and(Command::HandOver(HandOver {
        from: "owner@a.example".to_owned(),
        to: "other@a.example".to_owned(),
        on: day("2020-10-05"),
    }));
    handed_over
        .when_as(&who, using(link, &both()))
        .refused("QD0088");
    let left = given.and(import(&[
        "email,post,to\nowner@a.example,Head of Roads,2020-10-04\n",
    ]));
    left.when_as(&who, using(link, &both())).refused("QD0088");
    let (given, link) = sent(Purpose::SignOff);
    given.when_as(&who, using(link, &both())).refused("QD0089");
}

#[test]
fn a_link_rests_while_its_addressee_is_not_asked_and_works_after() {
    let (given, link) = sent(Purpose::Answers);
    let who = owner(&given);
    let check = |given: &Given, code: &str, says: &[&str]| {
        let refused = given.when_as(&who, using(link, &both())).refused(code);
        for text in says {
            assert!(refused.detail.contains(text), "{text}: {}", refused.detail);
        }
    };
    let works = |given: &Given| {
        given.when_as(&who, using(link, &both())).then(&[
            "item.observed",
            "item.observed",
            "link.used",
        ]);
    };
    let away = given.and(away("owner@a.example", "2020-10-05", Some("2020-10-06")));
    check(
        &away,
        "QD0096",
        &[
            "not done",
            "away until Tuesday 6 October 2020",
            "Deputy is asked instead",
        ],
    );
    works(&away.on("2020-10-07"));
    let bounced = given.and(bounce("owner@a.example", true));
    check(
        &bounced,
        "QD0096",
        &[
            "not done",
            "came back on Monday 5 October 2020",
            "Performance Team is asked to see to it",
        ],
    );
    works(&bounced.and(Command::RestoreMail(RestoreMail {
        email: "owner@a.example".to_owned(),
    })));
    // What passes by itself stops nobody.
    works(&given.and(bounce("owner@a.example", false)));
    // Time that is over is another reason than being away.
    let late = given.on("2020-10-20");
    check(
        &late,
        "QD0087",
        &["ended on Monday 19 October 2020", "still to be done"],
    );
}

/// A1 was completed after the quarter.
fn completed(as_at: &str, on: &str) -> Answer {
    let mut answer = answer("A1", as_at);
    answer.observation.on_track = None;
    answer.observation.completed_on = Some(day(on));
    answer
}

#[test]
fn a_completion_after_the_quarter_is_said_beside_its_answer() {
    // Target dates in two weeks are told on the 12th, and answers are asked for.
    let asked = waiting().on("2020-10-12");
    let schedules = &["answers-weekly", "items-due"];
    let (given, link) = sent_by(asked, Purpose::Answers, schedules);
    let who = owner(&given);
    let later = completed("2020-10-12", "2020-10-09");
    let [first, second] = both();
    // The quarter's answers alone will do.
    let all = [first.clone(), second.clone()];
    given
        .when_as(&who, using(link, &all))
        .then(&["item.observed", "item.observed", "link.used"]);
    // The completion alone will not: how it stood at the quarter's end is not said.
    let alone = [later.clone(), second.clone()];
    given.when_as(&who, using(link, &alone)).refused("QD0090");
    let all = [first, later, second];
    let done = given.when_as(&who, using(link, &all)).then(&[
        "item.observed",
        "item.observed",
        "item.observed",
        "link.used",
    ]);
    let item = done
        .state
        .item(done.state.plan("P").unwrap(), "A1")
        .unwrap();
    let (_, on) = item.completed_by(day("2020-10-12")).unwrap();
    assert_eq!(on, day("2020-10-09"));
    assert!(
        item.completed_by(day("2020-09-30")).is_none(),
        "not in the quarter"
    );
    let owner = done.state.person("owner@a.example").unwrap().id;
    let left = due_by(&done, schedules);
    assert!(left.iter().all(|due| due.person != owner), "{left:?}");
}

#[test]
fn a_completion_that_alone_is_asked_for_is_answered() {
    let asked = waiting().on("2020-10-12");
    let (given, link) = sent_by(asked, Purpose::Answers, &["items-due"]);
    let who = owner(&given);
    given.when_as(&who, using(link, &[])).refused("QD0090");
    let refused = |answer: Answer, code: &str| {
        let rejection = given
            .when_as(&who, using(link, &[answer]))
            .refused("QD0014");
        assert_eq!(rejection.faults[0].found, code);
    };
    let mut words = answer("A1", "2020-10-12");
    words.observation.on_track = None;
    refused(words, "QD0089");
    refused(completed("2020-10-12", "2020-10-13"), "QD0016");
    refused(completed("2020-10-13", "2020-10-13"), "QD0036");
    for answer in [
        completed("2020-10-12", "2020-10-09"),
        answer("A1", "2020-10-12"),
    ] {
        given
            .when_as(&who, using(link, &[answer]))
            .then(&["item.observed", "link.used"]);
    }
    // What describes a closed quarter is no answer of today.
    let closed = given.and(close_because("2020-21-Q2", "The committee meets."));
    let past = closed.when_as(&who, using(link, &[completed("2020-09-30", "2020-09-29")]));
    assert_eq!(past.refused("QD0014").faults[0].found, "QD0087");
    closed
        .when_as(&who, using(link, &[completed("2020-10-12", "2020-10-09")]))
        .then(&["item.observed", "link.used"]);
}
