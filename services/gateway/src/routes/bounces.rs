//! Reports of failed deliveries, posted by a mail server or a service that sends.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use quarterday_domain::rights::Right;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Command;

use super::commands::HEADERS;

use crate::call::Call;
use crate::endpoint::{Endpoint, Handler, Needs, Reply};
use crate::limits::REPORT_BYTES_MAX;
use crate::problem::Problem;
use crate::{answer, body};

const MAIL: &str = "message/rfc822";

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Method::POST,
            "/api/v1/{council}/bounces",
            "record_bounced",
            Needs::Right(Right::Administer),
            Handler::Waiting(record),
        )
        .about(
            "A report of a failed delivery (RFC 3464) as it came, with all headers. Recorded on \
             the person, if it is about a mail that the council was sent",
        )
        .headers(HEADERS)
        .takes(MAIL)
        .gives_json::<Accepted>(),
    ]
}

fn record(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        if body::media_type(&call.headers).is_some_and(|kind| kind != MAIL) {
            return Err(body::unsupported(MAIL));
        }
        let report = body::whole(&call.headers, body, "the report", REPORT_BYTES_MAX).await?;
        let tenant = call.tenant()?;
        let bounce = {
            let state = tenant.view.state();
            (call.gateway.surroundings.bounced)(&tenant.id, &state, &report)
        };
        let bounce = bounce.ok_or_else(|| {
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no_bounce",
                "this is no report of a delivery that was given up, or not about a mail of the \
                 last ten weeks to the present address of a person of this council",
            )
        })?;
        let envelope = call.envelope(Command::RecordBounce(bounce))?;
        let accepted = tenant.log.append(envelope).await?;
        answer::tag(answer::json(&accepted)?, accepted.place)
    })
}
