//! Author and sponsor: what they sign, and that a hash covers them.

use quarterday_proto::command::*;
use quarterday_proto::event::{Event, Recorded};
use quarterday_proto::report::HashOf;

use crate::harness::*;
use crate::reports::*;

fn revise(change: impl FnOnce(&mut ReviseReport)) -> Command {
    let Command::ReviseReport(mut command) = edit(|_| {}) else {
        unreachable!()
    };
    change(&mut command);
    Command::ReviseReport(command)
}

fn by(author: &str) -> Command {
    let author = author.to_owned();
    revise(|command| command.author = Some(author))
}

#[test]
fn whoever_was_author_of_any_version_checks_no_author() {
    let second = "email,post\nsecond@a.example,Director of Financial Services\n";
    let council = council().and(import(&[second]));
    let handed_on = council
        .and(draft_of("derby", |draft| draft.author = FINANCE.to_owned()))
        .and(by(AUTHOR))
        .and(circulate());
    let refused = handed_on
        .when(handed_on.sign("finance", FINANCE))
        .refused("QD0062");
    assert!(refused.detail.contains("was the author"), "{refused}");
    handed_on.signed("finance", "second@a.example");
    // Alone in the role, a former author leaves nobody to sign it.
    let alone = crate::reports::council()
        .and(draft_of("derby", |draft| draft.author = FINANCE.to_owned()))
        .and(by(AUTHOR));
    alone.when(circulate()).refused("QD0055");
    // Nor by a deputy, and a step passed to them stays refused.
    let given = circulated().and(by(DEPUTY)).and(by(AUTHOR));
    let pass_on = Command::ReassignStep(ReassignStep {
        report: "R".to_owned(),
        role: "legal".to_owned(),
        from: None,
        to: DEPUTY.to_owned(),
        reason: "Away.".to_owned(),
    });
    given.when(pass_on).refused("QD0062");
}

#[test]
fn another_author_or_sponsor_is_other_content() {
    let given = circulated();
    let check = |change: Command| {
        let stale = given.sign("legal", LEGAL);
        let changed = given.and(change);
        assert_ne!(changed.hash(), given.hash());
        let refused = changed.when(stale).refused("QD0059");
        assert!(refused.detail.contains("header"), "{refused}");
        changed.signed("legal", LEGAL);
    };
    check(by(MANAGER));
    check(revise(|command| command.sponsor = Some(MANAGER.to_owned())));
    let report = given.state.report("R").unwrap();
    assert_eq!(report.hash_of, HashOf::ContentAndPeople);
}

#[test]
fn a_report_of_the_first_release_keeps_its_hash_until_it_is_revised() {
    let given = council();
    let outcome = given.when(draft("derby"));
    let Event::ReportDrafted(mut drafted) = outcome.events()[0].clone() else {
        panic!()
    };
    let new = drafted.hash.clone();
    drafted.hash_of = HashOf::Content;
    let mut old = given.clone();
    let recorded = Recorded {
        place: old.state.head() + 1,
        at: old.now(),
    };
    old.state.evolve(&Event::ReportDrafted(drafted), recorded);
    old.state.advance(recorded);
    let first = old.hash();
    assert_ne!(first, new);
    let old = old.and(circulate());
    // Signed under the hash that it had, over figures closed again, too.
    let signed = old.signed("legal", LEGAL);
    let again = signed.and(reopen(Q2, "A figure is wrong.")).and(close(Q2));
    assert_ne!(again.hash(), first);
    again.signed("legal", LEGAL);
    let revised = signed.and(edit(|content| content.title.push('!')));
    let report = revised.state.report("R").unwrap();
    assert_eq!(report.editions[0].hash, first);
    assert_eq!(report.hash_of, HashOf::ContentAndPeople);
}

#[test]
fn the_beginning_of_a_hash_stands_for_it_where_it_is_the_only_one() {
    let given = circulated();
    let sign = |letters: usize| {
        let Command::SignOff(mut command) = given.sign("legal", LEGAL) else {
            unreachable!()
        };
        command.content_hash = command.content_hash[..letters].to_uppercase();
        Command::SignOff(command)
    };
    let outcome = given.when(sign(12));
    let Event::ReportSignedOff(signed) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(signed.hash, given.hash());
    given.when(sign(11)).refused("QD0059");
    let mut report = (**given.state.report("R").unwrap()).clone();
    let mut other = report.editions[0].clone();
    other.hash = format!("{}{}", &report.hash()[..12], "0".repeat(52));
    report.editions.insert(0, other);
    let ambiguous = report.full_hash(&given.hash()[..12]).unwrap_err();
    assert_eq!(ambiguous.code, "QD0126");
    assert_eq!(report.full_hash(&given.hash()).unwrap(), given.hash());
}
