//! Commands of every kind.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use quarterday_domain::rights::Right;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Command;

use crate::call::{Call, IDEMPOTENCY_KEY};
use crate::endpoint::{Endpoint, Handler, Needs, Reply};
use crate::problem::Problem;
use crate::{answer, body};

pub(super) const HEADERS: &[(&str, &str)] = &[
    (
        IDEMPOTENCY_KEY,
        "Id of the command: sent again, it gives the first answer",
    ),
    (
        "if-match",
        "The place, quoted, up to which the sender knew the subject",
    ),
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/commands";
    vec![
        Endpoint::new(
            Method::POST,
            path,
            "send_command",
            Needs::Right(Right::Act),
            Handler::Waiting(send),
        )
        .about("Has a command decided and its commit stored")
        .headers(HEADERS)
        .takes_json::<Command>()
        .gives_json::<Accepted>(),
    ]
}

fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let command: Command = body::json(&call.headers, body).await?;
        match &command {
            Command::IssueToken(_) => {
                let detail = "tokens are issued by `POST /api/v1/{council}/tokens`";
                return Err(Problem::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "invalid_body",
                    detail,
                ));
            }
            Command::EstablishCouncil(_) => call.who.may.check(Needs::Operator)?,
            Command::RevokeToken(_) | Command::GrantRole(_) | Command::RevokeRole(_) => {
                call.who.may.check(Needs::Right(Right::Administer))?;
            }
            _ => {}
        }
        let envelope = call.envelope(command)?;
        let accepted = call.tenant()?.log.append(envelope).await?;
        answer::tag(answer::json(&accepted)?, accepted.place)
    })
}
