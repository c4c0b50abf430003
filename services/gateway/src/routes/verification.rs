//! Verifying every byte of a log.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use quarterday_domain::rights::Right;
use quarterday_ledger::disk::FileSystem;
use quarterday_ledger::{Error, verify};
use quarterday_proto::api::Verification;

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Endpoint, Handler, Needs, Reply};
use crate::failure::Code;
use crate::gateway::one_of;
use crate::limits::VERIFICATION_SECONDS_MAX;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/verification";
    vec![
        Endpoint::new(
            Method::GET,
            path,
            "verification",
            Needs::Right(Right::Audit),
            Handler::Waiting(verification),
        )
        .about("Verifies every byte of the log; 409 with the first fault")
        .gives_json::<Verification>()
        .seconds_max(VERIFICATION_SECONDS_MAX),
    ]
}

fn verification(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let permit = one_of(&call.gateway.verifications, "verifications")?;
        let work = move |call: &Call| {
            let _permit = permit;
            match verify(&FileSystem, call.tenant()?.log.ledger().dir()) {
                Ok(report) => Ok(report),
                Err(error @ Error::Damaged { .. }) => {
                    let detail = error.to_string();
                    tracing::error!(detail, "a verification found damage");
                    Err(Problem::failure(
                        StatusCode::CONFLICT,
                        Code::LogDamaged,
                        detail,
                    ))
                }
                Err(error) => Err(error.into()),
            }
        };
        let report = call.blocking(work).await?;
        answer::json(&Verification {
            places: report.places,
            root: hex::encode(report.root),
            markers: report.markers,
            marked: report.marked,
            segments: report.segments,
            tail_bytes: report.tail_bytes,
        })
    })
}
