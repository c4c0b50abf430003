//! Whether the process is up and ready, and what it offers.

use axum::http::{Method, StatusCode};
use quarterday_proto::api::{Health, Readiness};

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint, Handler, Needs};
use crate::limits::RETRY_AFTER_SECONDS;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let open = |path, id, handler| {
        Endpoint::new(
            Method::GET,
            path,
            id,
            Needs::Nothing,
            Handler::Blocking(handler),
        )
    };
    vec![
        open("/healthz", "health", health)
            .about("The process is up")
            .gives_json::<Health>(),
        open("/readyz", "readiness", readiness)
            .about("Whether requests can be answered; 503 with the reasons until then")
            .gives_json::<Readiness>(),
        open("/api/v1/openapi.json", "openapi", openapi)
            .about("This document")
            .gives("application/json"),
    ]
}

fn health(_: &Call) -> Answered {
    answer::json(&Health {
        status: "up".to_owned(),
    })
}

fn readiness(call: &Call) -> Answered {
    let known = call.gateway.councils.readiness();
    let readiness = Readiness {
        ready: known.ready,
        reasons: known.reasons,
        councils: known.councils,
    };
    let mut answer = answer::json(&readiness)?;
    if !readiness.ready {
        *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        let seconds = axum::http::HeaderValue::from(RETRY_AFTER_SECONDS);
        answer
            .headers_mut()
            .insert(axum::http::header::RETRY_AFTER, seconds);
    }
    Ok(answer)
}

fn openapi(call: &Call) -> Answered {
    Ok(answer::json_text(call.gateway.openapi()))
}
