//! Signing in, and the sessions that come of it.
//!
//! A secret is shown to its holder alone; the log holds its SHA-256, so every
//! node can check one and no key has to be shared.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::id::{CouncilId, IdError};
use crate::item::word_enum;

/// How the token of a sign-in link begins: `qds_<council>_<43 letters of
/// base64url>`. A council's id holds no `_`.
pub const LINK_PREFIX: &str = "qds_";

word_enum!(
    /// How somebody signed in.
    SignInWay, "way to sign in" {
        /// By a link that was mailed to their address.
        MailedLink = "mailed_link",
        /// By a link that the operator had made.
        OfferedLink = "offered_link",
        /// By an OpenID provider.
        Provider = "provider",
    }
);

word_enum!(
    /// Why a session ended before its time.
    SessionEnd, "end of a session" {
        /// Its holder signed out.
        SignedOut = "signed_out",
        /// Its holder, or an administrator, ended all at once.
        SignedOutEverywhere = "signed_out_everywhere",
        /// A newer one took its place: nobody has more than some.
        Replaced = "replaced",
    }
);

word_enum!(
    /// Why nobody was let in.
    SignInRefusal, "refusal" {
        /// Nobody in the council has the address.
        UnknownAddress = "unknown_address",
        /// The person's last day in the post has passed.
        HasLeft = "has_left",
        /// Too many links were asked for in a short time.
        TooOften = "too_often",
        /// The link is not known, was used, or is over.
        LinkOver = "link_over",
        /// What came back from the provider was not begun here in this browser, or
        /// too long ago, or came back before.
        FlowOver = "flow_over",
        /// The provider let nobody in.
        ProviderRefused = "provider_refused",
        /// What the provider says of its token is not so: who signed it, for whom,
        /// when or for which sign-in.
        TokenInvalid = "token_invalid",
        /// The account is of another tenant of the provider.
        WrongTenant = "wrong_tenant",
        /// The provider vouches for no address of the account.
        NoAddress = "no_address",
        /// The person with the address is bound to another account there.
        AccountOfOther = "account_of_other",
    }
);

word_enum!(
    /// What a provider said of somebody's groups.
    GroupsSaid, "groups" {
        /// It listed them.
        Listed = "listed",
        /// There are too many for a token: none counts.
        TooMany = "too_many",
        /// It said nothing of groups.
        Nothing = "nothing",
    }
);

/// Who somebody is at an OpenID provider: never used again there for another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Who vouches for it (`iss`).
    pub issuer: String,
    /// The tenant, where the provider names one (`tid`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The account: its object in the tenant (`oid`), else the subject (`sub`).
    pub subject: String,
}

/// What became of a mail with a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInMail {
    /// The mail server took it.
    Sent {
        /// What the server said.
        answer: String,
    },
    /// No mail server is configured; it is kept in the outbox.
    Kept,
    /// It was not taken.
    Failed {
        /// Why.
        why: String,
    },
}

/// The token of a link, from 32 random bytes as base64url.
pub fn link_token(council: &CouncilId, secret: &str) -> String {
    format!("{LINK_PREFIX}{council}_{secret}")
}

/// The council that the token of a link names.
pub fn link_council(token: &str) -> Option<CouncilId> {
    let (council, secret) = token.strip_prefix(LINK_PREFIX)?.split_once('_')?;
    (secret.len() == 43).then(|| council.parse().ok())?
}

/// What is stored of a secret: its SHA-256 in hex.
pub fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_its_council() {
        let council: CouncilId = "st-helens".parse().unwrap();
        let token = link_token(&council, &"x_".repeat(22)[..43]);
        assert_eq!(link_council(&token), Some(council));
        for text in [
            "",
            "qds_",
            "qds_a_b",
            "qds_A_",
            &token[1..],
            &format!("{token}x"),
        ] {
            assert_eq!(link_council(text), None, "{text}");
        }
    }
}
