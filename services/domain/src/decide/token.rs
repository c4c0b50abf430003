//! API tokens: only their hashes are kept.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{IssueToken, RecordTokenUse, RevokeToken};
use quarterday_proto::council::ApiToken;
use quarterday_proto::event::{Event, TokenIssued, TokenRevoked, TokenUsed};
use quarterday_proto::id::TokenId;

use super::sign_in::at_doors;
use super::{Case, Decided, required};
use crate::rejection::{Code, reject};

pub(super) fn issue(case: &Case<'_>, command: &IssueToken) -> Result<Decided, Rejection> {
    required(&command.name, "the token's name")?;
    if case
        .state
        .tokens()
        .any(|token| !token.revoked && token.details.name == command.name)
    {
        return Err(reject(
            Code::ReferenceTaken,
            format!(
                "there is a token named `{}`: revoke it first or choose another name",
                command.name
            ),
        ));
    }
    if command.hash.len() != 64 || !command.hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(reject(
            Code::TextRequired,
            "a token's hash is its SHA-256, 64 hex digits",
        ));
    }
    let person = command.person.as_deref();
    let person = person.map(|email| case.state.person(email)).transpose()?;
    let details = ApiToken {
        name: command.name.clone(),
        hash: command.hash.to_lowercase(),
        scope: command.scope,
        expires: command.expires,
        person: person.map(|person| person.id),
    };
    let token = TokenId::derive(case.id, 0);
    Ok(Event::TokenIssued(TokenIssued { token, details }).into())
}

pub(super) fn revoke(case: &Case<'_>, command: &RevokeToken) -> Result<Decided, Rejection> {
    let token = case
        .state
        .tokens()
        .find(|token| !token.revoked && token.details.name == command.name)
        .ok_or_else(|| {
            reject(
                Code::UnknownToken,
                format!("there is no token named `{}` in use", command.name),
            )
        })?;
    Ok(Event::TokenRevoked(TokenRevoked { token: token.id }).into())
}

/// Records that a token is in use, once a day: enough to find those that nobody
/// needs any more.
pub(super) fn record_use(case: &Case<'_>, command: &RecordTokenUse) -> Result<Decided, Rejection> {
    at_doors(case)?;
    let token = command.token;
    let mut known = case.state.tokens().filter(|known| known.id == token);
    if known.any(|known| !known.revoked && known.is_to_record(case.now)) {
        return Ok(Event::TokenUsed(TokenUsed { token }).into());
    }
    Ok(Decided::default())
}
