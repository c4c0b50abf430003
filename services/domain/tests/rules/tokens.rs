//! API tokens.

use quarterday_proto::command::{Command, IssueToken, RecordTokenUse, RevokeToken};
use quarterday_proto::council::Scope;

use crate::harness::*;

fn issue(name: &str, hash: &str) -> Command {
    let (name, hash) = (name.to_owned(), hash.to_owned());
    Command::IssueToken(IssueToken {
        name,
        hash,
        scope: Scope::Read,
        expires: None,
        person: None,
    })
}

fn revoke(name: &str) -> Command {
    Command::RevokeToken(RevokeToken {
        name: name.to_owned(),
    })
}

#[test]
fn a_token_is_issued_and_revoked_by_name() {
    let hash = "0123456789ABCDEF".repeat(4);
    let council = given([establish()]);
    council.when(revoke("export")).refused("QD0035");
    council.when(issue("export", "secret")).refused("QD0023");
    council.when(issue(" ", &hash)).refused("QD0023");
    let issued = council.when(issue("export", &hash)).then(&["token.issued"]);
    assert_eq!(
        issued.state.tokens().next().unwrap().details.hash,
        hash.to_lowercase()
    );
    issued.when(issue("export", &hash)).refused("QD0032");
    let revoked = issued.when(revoke("export")).then(&["token.revoked"]);
    assert!(revoked.state.tokens().all(|token| token.revoked));
    revoked.when(revoke("export")).refused("QD0035");
    revoked.when(issue("export", &hash)).then(&["token.issued"]);
}

#[test]
fn the_use_of_a_token_is_recorded_once_a_day_by_doors() {
    let council = given([establish()]);
    let issued = council.and(issue("export", &"0f".repeat(32)));
    let token = issued.state.tokens().next().unwrap().id;
    let used = || Command::RecordTokenUse(RecordTokenUse { token });
    issued.when(used()).refused("QD0104");
    // The day on which it is issued counts as one of use.
    issued.when_as("anybody", used()).then(&[]);
    let day = 24 * 60;
    let next = issued.later(day);
    let first = next.when_as("anybody", used()).then(&["token.used"]);
    first.when_as("anybody", used()).then(&[]);
    first.later(day - 1).when_as("anybody", used()).then(&[]);
    let later = first.later(day);
    let second = later.when_as("anybody", used()).then(&["token.used"]);
    let known = second.state.tokens().next().unwrap();
    assert_eq!(known.used, Some(later.now()));
    let revoked = later.and(revoke("export"));
    revoked.when_as("anybody", used()).then(&[]);
}
