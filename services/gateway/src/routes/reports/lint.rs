//! What the linter finds in a report, drafted or not.

use axum::body::Body;
use axum::http::Method;
use quarterday_domain::lint::{Draft, lint};
use quarterday_domain::rights::Right;
use quarterday_proto::api::{LintText, LintView};
use quarterday_proto::lint::errors;

use crate::call::Call;
use crate::endpoint::{Answered, Endpoint, Handler, Needs, Reply};
use crate::{answer, body};

pub(super) fn endpoints() -> [Endpoint; 2] {
    [
        Endpoint::read(
            "/api/v1/{council}/reports/{report}/lint",
            "lint_report",
            drafted,
        )
        .about("What the linter finds in a report as it stands")
        .gives_json::<LintView>(),
        Endpoint::new(
            Method::POST,
            "/api/v1/{council}/lint",
            "lint_text",
            Needs::Right(Right::Read),
            Handler::Waiting(text),
        )
        .about("What the linter finds in a text that is not drafted yet; stores nothing")
        .takes_json::<LintText>()
        .gives_json::<LintView>(),
    ]
}

fn drafted(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let report = state.report(call.segment("report"))?.clone();
    let draft = state.lint_draft(report.content(), &report.details.covers);
    drop(state);
    answer::json(&LintView {
        report: Some(report.details.reference.clone()),
        content_hash: Some(report.hash().to_owned()),
        ..found(&draft)
    })
}

fn text(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let text: LintText = body::json(&call.headers, body).await?;
        let found = call.blocking(move |call| {
            let state = call.tenant()?.view.state();
            let covers = state.covered(&text.covers)?;
            let draft = state.lint_draft(&text.content, &covers);
            drop(state);
            Ok(found(&draft))
        });
        answer::json(&found.await?)
    })
}

/// What is found; reading prose takes longer than others may wait for the state.
fn found(draft: &Draft) -> LintView {
    let findings = lint(draft);
    let all = u32::try_from(findings.len()).unwrap_or(u32::MAX);
    let errors = u32::try_from(errors(&findings).count()).unwrap_or(u32::MAX);
    LintView {
        report: None,
        content_hash: None,
        errors,
        warnings: all - errors,
        findings,
    }
}
