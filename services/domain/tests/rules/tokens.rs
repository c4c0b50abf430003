//! API tokens.

use quarterday_proto::command::{Command, IssueToken, RevokeToken};
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
