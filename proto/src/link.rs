//! The tokens of links: `qdl_<council>_<link id>_<43 letters of base64url>`.
//!
//! The log holds the SHA-256 of the whole token, so every node can check one
//! and no key has to be shared.

use sha2::{Digest as _, Sha256};

use crate::id::{CouncilId, LinkId};

/// How the token of a link begins. A council's id holds no `_`.
pub const PREFIX: &str = "qdl_";

/// The token of a link, from 32 random bytes as base64url.
pub fn token(council: &CouncilId, link: LinkId, secret: &str) -> String {
    format!("{PREFIX}{council}_{link}_{secret}")
}

/// What is stored of a token: its SHA-256 in hex.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// The council and the link that a token names.
pub fn named(token: &str) -> Option<(CouncilId, LinkId)> {
    let (council, rest) = token.strip_prefix(PREFIX)?.split_once('_')?;
    let (link, _) = rest.split_once('_')?;
    Some((council.parse().ok()?, link.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_council_and_link() {
        let council: CouncilId = "st-helens".parse().unwrap();
        let link = LinkId::from_u64(7);
        let whole = token(&council, link, &"x_".repeat(21));
        assert_eq!(named(&whole), Some((council, link)));
        for text in ["", "qdl_", "qd_a_b", "qdl_a_b_c", &whole[1..]] {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
