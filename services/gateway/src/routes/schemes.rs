//! Status schemes.

use axum::body::Body;
use axum::http::Method;
use quarterday_domain::rights::Right;
use quarterday_domain::{Code, reject, scheme};
use quarterday_proto::api::{
    AdoptedScheme, AssessmentSummary, BuiltInScheme, CheckedScheme, SchemeList, SchemeVersion,
    SchemeView, StatusSummary,
};
use quarterday_proto::scheme::{Assessment, Scheme};

use crate::call::Call;
use crate::endpoint::{Answered, Endpoint, Handler, Needs, Reply};
use crate::limits::SCHEME_BYTES_MAX;
use crate::{answer, body, page};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let check_path = "/api/v1/schemes/check";
    vec![
        Endpoint::read("/api/v1/{council}/schemes", "schemes", list)
            .about("The schemes adopted, by name, and those that come with the product")
            .query(page::QUERY)
            .gives_json::<SchemeList>(),
        Endpoint::read("/api/v1/{council}/schemes/{name}", "scheme", one)
            .about("All versions of a scheme as data")
            .gives_json::<SchemeView>(),
        Endpoint::new(
            Method::POST,
            check_path,
            "check_scheme",
            Needs::Right(Right::Read),
            Handler::Waiting(check),
        )
        .about("Checks a scheme file (TOML) and stores nothing")
        .takes("application/toml")
        .gives_json::<CheckedScheme>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let versions = |name: &str| {
        let versions = state.scheme_versions(name).into_iter();
        versions.map(|(compiled, place)| SchemeVersion {
            from: compiled.source.from,
            title: compiled.source.title.clone(),
            place,
        })
    };
    let after = call.query.text("after");
    let (names, next) = page::of(call, state.scheme_names(), after, |name| *name)?;
    let next = next.map(str::to_owned);
    let adopted = names.into_iter().map(|name| AdoptedScheme {
        name: name.to_owned(),
        versions: versions(name).collect(),
    });
    let schemes = adopted.collect();
    drop(state);
    let built_in = scheme::builtin_names().into_iter().map(|name| {
        let versions = scheme::builtin(&name);
        BuiltInScheme {
            title: versions
                .last()
                .map(|scheme| scheme.title.clone())
                .unwrap_or_default(),
            from: versions.iter().map(|scheme| scheme.from).collect(),
            name,
        }
    });
    answer::json(&SchemeList {
        schemes,
        built_in: built_in.collect(),
        next,
    })
}

fn one(call: &Call) -> Answered {
    let name = call.segment("name");
    let adopted = call.tenant()?.view.state().scheme_versions(name);
    let mut versions: Vec<Scheme> = adopted
        .iter()
        .map(|(compiled, _)| compiled.source.clone())
        .collect();
    versions.sort_by_key(|scheme| scheme.from);
    if versions.is_empty() {
        versions = scheme::builtin(name);
    }
    if versions.is_empty() {
        let detail = format!("no scheme `{name}` is adopted or built in");
        return Err(reject(Code::UnknownScheme, detail).into());
    }
    answer::json(&SchemeView {
        name: name.to_owned(),
        adopted: !adopted.is_empty(),
        versions,
    })
}

fn check(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let bytes = body::whole(&call.headers, body, "the scheme", SCHEME_BYTES_MAX).await?;
        let loaded = call.blocking(move |_| {
            let text = String::from_utf8(bytes)
                .map_err(|_| reject(Code::SchemeInvalid, "the scheme is no UTF-8 text"))?;
            Ok(scheme::load(scheme::parse(&text)?)?)
        });
        let source = loaded.await?.source;
        answer::json(&CheckedScheme {
            assessments: source.assessments.iter().map(summary).collect(),
            scheme: source.scheme,
            title: source.title,
            from: source.from,
        })
    })
}

fn summary(assessment: &Assessment) -> AssessmentSummary {
    let statuses = assessment.statuses.iter().map(|status| StatusSummary {
        id: status.id.clone(),
        label: status.label.clone(),
        counts: status.counts,
        exception: status.exception,
    });
    AssessmentSummary {
        kinds: assessment.kinds.clone(),
        axis: assessment.axis,
        statuses: statuses.collect(),
        groups: assessment
            .groups
            .iter()
            .map(|group| group.label.clone())
            .collect(),
    }
}
