//! Who is told that a report was published.

use quarterday_proto::command::{
    Command, Delegate, PublishReport, RecordAbsence, ScopeOfDelegation,
};

use quarterday_proto::role::CouncilRole;

use crate::harness::*;
use crate::reports::*;
use crate::sign_off_mails::asked;

/// Published on Monday 26 October 2020, signed by legal, finance and the sponsor;
/// the directors' sign-off is a body's.
fn published() -> Given {
    published_when(|circulated| circulated.signed("legal", LEGAL))
}

/// The same, with Legal's sign-off given in some way.
fn published_when(legal: impl FnOnce(Given) -> Given) -> Given {
    let given = council()
        .and(draft("derby"))
        .on("2020-10-19")
        .and(circulate());
    let signed = legal(given)
        .signed("finance", FINANCE)
        .signed("sponsor", SPONSOR);
    let decided = signed.and(signed.body("Corporate Leadership Team", "2020-10-19"));
    decided
        .on("2020-10-26")
        .and(Command::PublishReport(PublishReport {
            report: "R".to_owned(),
            on: day("2020-10-26"),
            reason: None,
        }))
}

#[test]
fn who_is_written_to_about_a_report_may_read_it() {
    let given = published();
    let check = |given: &Given, email: &str, expected: &[CouncilRole]| {
        let person = given.state.person(email).unwrap().id;
        let roles = given.state.roles_on(person, day("2020-10-26"));
        assert_eq!(Vec::from_iter(roles), expected, "{email}");
    };
    // Theirs to read when there is nothing left to do, and to nobody else.
    for email in [AUTHOR, SPONSOR, LEGAL, FINANCE] {
        check(&given, email, &[CouncilRole::Viewer]);
    }
    check(&given, MANAGER, &[]);
    // A line manager whom a mail sends to the report.
    let managed =
        "email,post,line_manager_email\nlegal@a.example,Director of Law,manager@a.example\n";
    let waiting = circulated()
        .and(import(&[managed]))
        .and(Command::RecordAbsence(RecordAbsence {
            email: LEGAL.to_owned(),
            first: day("2020-10-12"),
            last: Some(day("2020-12-31")),
        }));
    check(&waiting, MANAGER, &[]);
    let (told, _) = crate::sign_off_mails::told_by(waiting, &["sign-off-asked"]);
    check(&told, MANAGER, &[CouncilRole::Viewer]);
}

const SCHEDULE: &[&str] = &["report-published"];

#[test]
fn author_sponsor_and_signatories_are_told_once_each() {
    let all = &[
        "Director of Law: publication",
        "Director of Financial Services: publication",
        "Director of Policy: publication",
        "Performance Manager: publication",
    ];
    let given = published();
    asked(&given, SCHEDULE, all);
    let (told, _) = crate::sign_off_mails::told_by(given.clone(), SCHEDULE);
    asked(&told, SCHEDULE, &[]);
    asked(&told.on("2020-10-29"), SCHEDULE, &[]);
    // Told late where no scheduler ran, and not told any more after some days.
    asked(&given.on("2020-10-31"), SCHEDULE, all);
    asked(&given.on("2020-11-01"), SCHEDULE, &[]);
}

#[test]
fn who_had_a_deputy_sign_is_told_beside_the_deputy() {
    let given = published_when(|circulated| {
        let leave = Command::Delegate(Delegate {
            from: LEGAL.to_owned(),
            to: DEPUTY.to_owned(),
            first: day("2020-10-19"),
            last: day("2020-10-23"),
            scope: ScopeOfDelegation::All,
            reason: "Annual leave.".to_owned(),
        });
        circulated.and(leave).signed("legal", DEPUTY)
    });
    asked(
        &given,
        SCHEDULE,
        &[
            "Deputy Director: publication",
            "Director of Law: publication",
            "Director of Financial Services: publication",
            "Director of Policy: publication",
            "Performance Manager: publication",
        ],
    );
}

#[test]
fn who_is_away_is_told_on_return_and_nobody_in_their_place() {
    let away = published().and(Command::RecordAbsence(RecordAbsence {
        email: SPONSOR.to_owned(),
        first: day("2020-10-26"),
        last: Some(day("2020-10-28")),
    }));
    let others = &[
        "Director of Law: publication",
        "Director of Financial Services: publication",
        "Performance Manager: publication",
    ];
    asked(&away, SCHEDULE, others);
    let (told, _) = crate::sign_off_mails::told_by(away, SCHEDULE);
    asked(
        &told.on("2020-10-29"),
        SCHEDULE,
        &["Director of Policy: publication"],
    );
}
