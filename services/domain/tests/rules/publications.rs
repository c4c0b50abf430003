//! Who is told that a report was published.

use quarterday_proto::command::{Command, PublishReport, RecordAbsence};

use crate::harness::*;
use crate::reports::*;
use crate::sign_off_mails::asked;

/// Published on Monday 26 October 2020, signed by legal, finance and the sponsor;
/// the directors' sign-off is a body's.
fn published() -> Given {
    let given = council()
        .and(draft("derby"))
        .on("2020-10-19")
        .and(circulate());
    let signed = given
        .signed("legal", LEGAL)
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
