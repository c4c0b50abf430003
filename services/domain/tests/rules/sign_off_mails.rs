//! Who is asked to sign by mail, when it is asked anew, and what a link signs.

use quarterday_domain::reminders::{Due, is_undone};
use quarterday_proto::command::*;
use quarterday_proto::digest::{Purpose, Thing};
use quarterday_proto::event::Event;
use quarterday_proto::id::LinkId;
use quarterday_proto::report::ReportState;

use crate::harness::*;
use crate::reminders::{away, bounce, claim_of, due_by};
use crate::reports::*;
use crate::sign_off::give_back;

const AT_ONCE: &[&str] = &["sign-off-asked", "report-returned"];

/// Who is asked for what at once, in the words of the table: `post: role` or
/// `post: body`.
#[track_caller]
pub(crate) fn asked(given: &Given, names: &[&str], expected: &[&str]) {
    let mut found = Vec::new();
    for due in due_by(given, names) {
        let post = &given.state.person_by_id(due.person).unwrap().details.post;
        for asked in &due.items {
            let what = match &asked.thing {
                Thing::SignOff { role, body, .. } => body.clone().unwrap_or_else(|| role.clone()),
                Thing::Revision { .. } => "revision".to_owned(),
                Thing::Publication { .. } => "publication".to_owned(),
                other => panic!("{other:?}"),
            };
            let because = asked
                .because
                .map_or(String::new(), |why| format!(", {why}"));
            found.push(format!("{post}: {what}{because}"));
        }
    }
    found.sort();
    let mut expected: Vec<String> = expected.iter().map(|text| (*text).to_owned()).collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// The report circulated, with answers by 28 October 2020, on 19 October.
fn waiting() -> Given {
    let circulate = Command::CirculateReport(CirculateReport {
        report: "R".to_owned(),
        due: Some(day("2020-10-28")),
        despite_lint: None,
    });
    council()
        .and(draft("derby"))
        .on("2020-10-19")
        .and(circulate)
}

/// The mail of each that is asked at once, claimed.
fn told(given: Given) -> (Given, Vec<LinkId>) {
    told_by(given, AT_ONCE)
}

pub(crate) fn told_by(given: Given, schedules: &[&str]) -> (Given, Vec<LinkId>) {
    let mut given = given;
    let mut links = Vec::new();
    for name in schedules {
        for due in due_by(&given, &[*name]) {
            for asked in &due.items {
                let one = Due {
                    items: vec![asked.clone()],
                    ..due.clone()
                };
                let mut claim = claim_of(&given, &one);
                claim.about = asked.thing.since();
                let link = LinkOffered {
                    hash: "0f".repeat(32),
                    purpose: Purpose::SignOff,
                    about: Some(asked.thing.clone()),
                    expires: "2020-12-31T12:00:00Z".parse().unwrap(),
                };
                let outcome = given.when_as(
                    "system",
                    Command::ClaimDigest(ClaimDigest {
                        claim,
                        links: vec![link],
                    }),
                );
                let Event::DigestClaimed(claimed) = &outcome.events()[0] else {
                    panic!("it was claimed")
                };
                links.push(claimed.links[0].link);
                given = outcome.then(&["digest.claimed"]);
            }
        }
    }
    (given, links)
}

/// The link whose addressee has an address.
fn link_of(given: &Given, links: &[LinkId], email: &str) -> LinkId {
    let person = given.state.person(email).unwrap().id;
    let mut links = links.iter().rev();
    let found = links.find(|link| given.state.reminders().link(**link).unwrap().person == person);
    *found.unwrap()
}

fn follow(given: &Given, link: LinkId, act: LinkAct) -> Outcome {
    let person = given.state.reminders().link(link).unwrap().person;
    let actor = format!("person.{person}");
    given.when_as(&actor, Command::UseLink(UseLink { link, act }))
}

fn sign(hash: &str) -> LinkAct {
    LinkAct::SignOff {
        content_hash: hash.to_owned(),
        note: None,
    }
}

const ALL: &[&str] = &[
    "Director of Law: legal",
    "Director of Financial Services: finance",
    "Director of Policy: sponsor",
    "Performance Manager: Corporate Leadership Team",
];

#[test]
fn who_can_sign_is_asked_at_once_and_once() {
    let given = waiting();
    asked(&given, AT_ONCE, ALL);
    let (told, _) = told(given);
    asked(&told, AT_ONCE, &[]);
    asked(&told.on("2020-10-20"), AT_ONCE, &[]);
    // An edit that concerns a role that has signed asks it anew.
    let signed = told.on("2020-10-21").signed("finance", FINANCE);
    let edited = signed.and(edit(|content| {
        content.sections[0].text.push_str(" Spending of 5 million.");
    }));
    asked(
        &edited,
        AT_ONCE,
        &["Director of Financial Services: finance"],
    );
}

#[test]
fn what_is_done_is_asked_of_nobody() {
    let given = waiting().on("2020-10-26");
    let soon = &["sign-off-due-soon"];
    asked(&given, soon, ALL);
    asked(
        &given.signed("finance", FINANCE).signed("sponsor", SPONSOR),
        soon,
        &[
            "Director of Law: legal",
            "Performance Manager: Corporate Leadership Team",
        ],
    );
    let decided = given.and(given.body("Corporate Leadership Team", "2020-10-26"));
    asked(&decided, soon, &ALL[..3]);
    asked(&given.on("2020-10-27"), soon, &[]);
}

#[test]
fn overdue_sign_offs_go_to_sponsor_manager_and_team() {
    let given = waiting()
        .signed("finance", FINANCE)
        .signed("sponsor", SPONSOR)
        .and(given_body())
        .on("2020-10-29");
    asked(
        &given,
        &["sign-off-overdue", "sign-off-overdue-sponsor"],
        &[
            "Director of Law: legal",
            "Director of Policy: legal, escalated",
        ],
    );
    asked(&given.on("2020-10-28"), &["sign-off-overdue"], &[]);
}

fn given_body() -> Command {
    let given = waiting();
    given.body("Corporate Leadership Team", "2020-10-19")
}

#[test]
fn a_deputy_who_may_not_sign_is_passed_over() {
    // The author checks nobody, least of all themself, and legal and finance
    // check each other.
    for deputy in [AUTHOR, LEGAL] {
        let given = waiting().and(delegate(FINANCE, deputy));
        asked(&given, AT_ONCE, ALL);
        let requests = given.state.open_requests(day("2020-10-20"));
        assert!(requests.iter().all(|open| open.deputies.is_empty()));
    }
}

#[test]
fn the_link_of_a_deputy_ends_with_the_delegation() {
    let (given, links) = told(waiting().and(delegate(LEGAL, DEPUTY)));
    let link = link_of(&given, &links, DEPUTY);
    let last = given.on("2020-10-23");
    follow(&last, link, sign(&last.hash())).then(&["report.signed_off", "link.used"]);
    let over = given.on("2020-10-24");
    let refused = follow(&over, link, sign(&over.hash())).refused("QD0087");
    let says = "no deputy for Director of Law any more";
    assert!(refused.detail.contains(says), "{}", refused.detail);
}

fn delegate(from: &str, to: &str) -> Command {
    Command::Delegate(Delegate {
        from: from.to_owned(),
        to: to.to_owned(),
        first: day("2020-10-19"),
        last: day("2020-10-23"),
        scope: ScopeOfDelegation::All,
        reason: "Leave".to_owned(),
    })
}

#[test]
fn a_deputy_with_a_delegation_is_asked_in_the_holders_place() {
    let given = waiting().and(delegate(LEGAL, DEPUTY));
    asked(
        &given,
        AT_ONCE,
        &[
            "Deputy Director: legal, deputy",
            "Director of Financial Services: finance",
            "Director of Policy: sponsor",
            "Performance Manager: Corporate Leadership Team",
        ],
    );
    // After it the holder is, who was not told yet.
    let (told, _) = told(given);
    asked(&told.on("2020-10-26"), AT_ONCE, &["Director of Law: legal"]);
}

#[test]
fn a_link_signs_what_was_read_and_is_used_up() {
    let (given, links) = told(waiting());
    let finance = link_of(&given, &links, FINANCE);
    let old = given.hash();
    let edited = given.on("2020-10-20").and(edit(|content| {
        content.sections[0].text.push_str(" Spending of 5 million.");
    }));
    follow(&edited, finance, sign(&old)).refused("QD0059");
    let link = edited.state.reminders().link(finance).unwrap();
    assert!(link.used.is_none(), "a refusal uses nothing up");
    let signed = follow(&edited, finance, sign(&edited.hash()));
    let signed = signed.then(&["report.signed_off", "link.used"]);
    assert_eq!(signed.standing_roles(), ["finance"]);
    follow(&signed, finance, sign(&edited.hash())).refused("QD0086");
    // Another's hand, and another's purpose.
    let legal = link_of(&given, &links, LEGAL);
    let act = UseLink {
        link: legal,
        act: sign(&edited.hash()),
    };
    edited
        .when_as(
            &format!("person.{}", edited.state.person(FINANCE).unwrap().id),
            Command::UseLink(act),
        )
        .refused("QD0088");
    let answers = LinkAct::Answer {
        answers: Vec::new(),
    };
    follow(&edited, legal, answers).refused("QD0089");
    // What the author is asked for on behalf of a body signs nothing.
    let body = link_of(&given, &links, AUTHOR);
    follow(&edited, body, sign(&edited.hash())).refused("QD0089");
}

#[test]
fn a_return_by_link_asks_the_author_and_ends_the_other_links() {
    let (given, links) = told(waiting());
    let back = LinkAct::Return {
        reason: "Table 2 is last year's".to_owned(),
    };
    let empty = LinkAct::Return {
        reason: " ".to_owned(),
    };
    let legal = link_of(&given, &links, LEGAL);
    follow(&given, legal, empty).refused("QD0023");
    let returned = follow(&given, legal, back).then(&["report.returned", "link.used"]);
    let report = returned.state.report("R").unwrap();
    assert_eq!(report.state, ReportState::Returned);
    asked(&returned, AT_ONCE, &["Performance Manager: revision"]);
    let finance = link_of(&given, &links, FINANCE);
    follow(&returned, finance, sign(&returned.hash())).refused("QD0087");
    let (told, _) = told(returned);
    asked(&told, AT_ONCE, &[]);
    // Circulated again, everyone is asked again.
    let again = told.on("2020-10-22").and(edit(|content| {
        content.sections[0]
            .text
            .push_str(" Table 2 is this year's.");
    }));
    asked(&again.and(circulate()), AT_ONCE, ALL);
    // A second return is another than the first.
    let first = again.state.report("R").unwrap().returns[0].place;
    let thing = Thing::Revision {
        report: again.state.report("R").unwrap().id,
        returned_at: first,
    };
    assert!(!is_undone(
        &again.and(circulate()).state,
        &thing,
        day("2020-10-22")
    ));
    let twice = again
        .and(circulate())
        .and(give_back("legal", LEGAL, "Still"));
    asked(&twice, AT_ONCE, &["Performance Manager: revision"]);
}

#[test]
fn what_is_asked_at_once_goes_into_a_mail_of_its_own() {
    let given = waiting();
    let due = due_by(&given, &["sign-off-asked"]);
    let mut claim = claim_of(&given, &due[0]);
    let claimed = |claim| {
        given.when_as(
            "system",
            Command::ClaimDigest(ClaimDigest {
                claim,
                links: Vec::new(),
            }),
        )
    };
    claimed(claim.clone()).refused("QD0079");
    claim.about = Some(1);
    claimed(claim.clone()).refused("QD0079");
    claim.about = claim.items[0].thing.since();
    let once = claimed(claim.clone()).then(&["digest.claimed"]);
    let again = Command::ClaimDigest(ClaimDigest {
        claim,
        links: Vec::new(),
    });
    once.when_as("system", again).refused("QD0092");
}

#[test]
fn a_returned_report_is_asked_for_by_the_days_of_its_meeting() {
    // For 10 November 2020: sign-off by 28 October, the final report by
    // 30 October, publication by 2 November.
    let check = |returned: &str, by: Option<&str>| {
        let given = waiting()
            .on(returned)
            .and(give_back("legal", LEGAL, "Table 2"));
        let due = due_by(&given, &["report-returned"]);
        assert_eq!(due[0].items[0].due, by.map(day), "{returned}");
        // It stays the same day as time goes on.
        let later = due_by(&given.on("2020-11-05"), &["report-returned"]);
        assert_eq!(later[0].items[0].due, by.map(day), "{returned}");
    };
    check("2020-10-20", Some("2020-10-28"));
    check("2020-10-29", Some("2020-10-30"));
    check("2020-11-02", Some("2020-11-02"));
    check("2020-11-03", None);
}

#[test]
fn a_link_that_signs_no_more_says_what_came_of_the_sign_off() {
    let (given, links) = told(waiting());
    let check = |given: &Given, email: &str, code: &str, says: &str| {
        let link = link_of(given, &links, email);
        let refused = follow(given, link, sign(&given.hash())).refused(code);
        assert!(refused.detail.contains(says), "{says}: {}", refused.detail);
    };
    let given = given.on("2020-10-20");
    let signed = given.signed("legal", LEGAL);
    let used_elsewhere = "was given by Director of Law on Tuesday 20 October 2020";
    check(&signed, LEGAL, "QD0087", used_elsewhere);
    let returned = given.and(give_back("legal", LEGAL, "Table 2"));
    check(
        &returned,
        FINANCE,
        "QD0087",
        "was returned to its author by Director of Law on Tuesday 20 October 2020",
    );
    let withdrawn = given.and(Command::WithdrawReport(WithdrawReport {
        report: "R".to_owned(),
        reason: "Another table".to_owned(),
    }));
    check(&withdrawn, FINANCE, "QD0087", "taken back by its author");
    let signed = given.signed("finance", FINANCE);
    let edited = signed.and(edit(|content| {
        content.sections[0].text.push_str(" Spending of 5 million.");
    }));
    check(
        &edited,
        FINANCE,
        "QD0087",
        "asked for anew on Tuesday 20 October 2020",
    );
    let passed = given.and(Command::ReassignStep(ReassignStep {
        report: "R".to_owned(),
        role: "legal".to_owned(),
        from: None,
        to: DEPUTY.to_owned(),
        reason: "Leave".to_owned(),
    }));
    check(&passed, LEGAL, "QD0088", "passed on to Deputy Director");
    // Its time is over, and long after that: the sign-off is still asked for.
    for day in ["2020-12-31", "2021-01-20"] {
        let late = given.on(day);
        check(&late, LEGAL, "QD0087", "ended on Thursday 31 December 2020");
        check(&late, LEGAL, "QD0087", "still waits for you");
    }
    let away = given.and(away(LEGAL, "2020-10-19", Some("2020-10-22")));
    check(
        &away,
        LEGAL,
        "QD0096",
        "away until Thursday 22 October 2020",
    );
    let back = away.on("2020-10-23");
    let link = link_of(&back, &links, LEGAL);
    follow(&back, link, sign(&back.hash())).then(&["report.signed_off", "link.used"]);
    let bounced = given.and(bounce(LEGAL, true));
    check(
        &bounced,
        LEGAL,
        "QD0096",
        "came back on Tuesday 20 October 2020",
    );
}
