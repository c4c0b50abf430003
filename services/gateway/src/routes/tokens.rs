//! API tokens of a council.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use quarterday_domain::Token;
use quarterday_domain::rights::Right;
use quarterday_proto::answer::Accepted;
use quarterday_proto::api::{IssuedToken, RequestToken, TokenList, TokenView};
use quarterday_proto::command::{Command, IssueToken, RevokeToken};

use crate::access::{TOKEN_PREFIX, token_hash};
use crate::call::{Call, IDEMPOTENCY_KEY};
use crate::endpoint::{Answered, Endpoint, Handler, Needs, Reply};
use crate::limits::TOKEN_NAME_CHARS_MAX;
use crate::problem::Problem;
use crate::{answer, body, page};

const HEADERS: &[(&str, &str)] = &[(IDEMPOTENCY_KEY, "Id of the command")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/tokens";
    let one = "/api/v1/{council}/tokens/{name}";
    vec![
        Endpoint::new(
            Method::GET,
            path,
            "tokens",
            Needs::Right(Right::Administer),
            Handler::Blocking(list),
        )
        .about("The tokens of a council, by name; never their text")
        .query(page::QUERY)
        .gives_json::<TokenList>(),
        Endpoint::new(
            Method::POST,
            path,
            "issue_token",
            Needs::Right(Right::Administer),
            Handler::Waiting(issue),
        )
        .about("Issues a token, whose text is shown this once")
        .headers(HEADERS)
        .takes_json::<RequestToken>()
        .status(201)
        .gives_json::<IssuedToken>(),
        Endpoint::new(
            Method::DELETE,
            one,
            "revoke_token",
            Needs::Right(Right::Administer),
            Handler::Waiting(revoke),
        )
        .about("Revokes the token of this name")
        .headers(HEADERS)
        .gives_json::<Accepted>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let view = |token: &Token| TokenView {
        id: token.id,
        name: token.details.name.clone(),
        scope: token.details.scope,
        expires: token.details.expires,
        person: token
            .details
            .person
            .and_then(|id| state.person_by_id(id))
            .map(|person| person.details.email.clone()),
        last_used: token.used,
        revoked: token.revoked,
    };
    // A name may be used again once its token is revoked.
    let order = |token: &&Token| (token.details.name.clone(), token.id);
    let after = match call.query.parsed("after")? {
        Some(id) => {
            let known = state.tokens().find(|token| token.id == id);
            Some(order(&known.ok_or_else(|| {
                Problem::query("after", "the id of a token")
            })?))
        }
        None => None,
    };
    let (tokens, next) = page::of(call, state.tokens(), after, order)?;
    let next = next.map(|(_, id)| id.to_string());
    let tokens = tokens.into_iter().map(view).collect();
    drop(state);
    answer::json(&TokenList { tokens, next })
}

fn issue(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let asked: RequestToken = body::json(&call.headers, body).await?;
        let (token, command) = minted(&call, asked)?;
        let name = command.name.clone();
        let envelope = call.envelope(Command::IssueToken(command))?;
        let accepted = call.tenant()?.log.append(envelope).await?;
        let mut answer = answer::json(&IssuedToken {
            name,
            token,
            place: accepted.place,
        })?;
        *answer.status_mut() = StatusCode::CREATED;
        Ok(answer)
    })
}

/// A new token, and the command that makes it known.
pub(crate) fn minted(call: &Call, asked: RequestToken) -> Result<(String, IssueToken), Problem> {
    check(call, &asked)?;
    let secret = BASE64_URL_SAFE_NO_PAD.encode((call.gateway.surroundings.secret)());
    let token = format!("{TOKEN_PREFIX}{}_{secret}", call.tenant()?.id);
    let hash = token_hash(&token);
    let RequestToken {
        name,
        scope,
        expires,
        person,
    } = asked;
    let command = IssueToken {
        name,
        hash,
        scope,
        expires,
        person,
    };
    Ok((token, command))
}

fn check(call: &Call, asked: &RequestToken) -> Result<(), Problem> {
    let refuse = |detail: String| {
        Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_body",
            detail,
        ))
    };
    let name = asked.name.trim();
    if name != asked.name
        || name.chars().count() > TOKEN_NAME_CHARS_MAX
        || name.chars().any(char::is_control)
    {
        return refuse(format!(
            "`name` has at most {TOKEN_NAME_CHARS_MAX} printable characters, and no blank at \
             either end"
        ));
    }
    let now = call.now();
    if asked.expires.is_some_and(|expires| expires <= now) {
        return refuse(format!("`expires` is not after now, {now:.0}"));
    }
    Ok(())
}

fn revoke(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let command = RevokeToken {
            name: call.segment("name").to_owned(),
        };
        let envelope = call.envelope(Command::RevokeToken(command))?;
        answer::json(&call.tenant()?.log.append(envelope).await?)
    })
}
