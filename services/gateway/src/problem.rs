//! Every way in which a request fails, and its HTTP answer.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use quarterday_documents::import::Faults;
use quarterday_proto::answer::{Rejection, RowFault};
use quarterday_proto::api;

use crate::NotMade;
use crate::failure::{Code, of_nats};
use crate::limits::{FAULTS_MAX, RETRY_AFTER_SECONDS};

/// Why a request was not done.
#[derive(Debug)]
pub(crate) struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    status: StatusCode,
    code: String,
    name: String,
    detail: String,
    faults: Vec<RowFault>,
    more: u64,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// What only the service's own log may say.
    cause: Option<String>,
}

impl Problem {
    /// A problem of the API itself; its code is a word.
    pub(crate) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            status,
            code: code.to_owned(),
            name: code.to_owned(),
            detail: detail.into(),
            faults: Vec::new(),
            more: 0,
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// A failure, with its stable code.
    pub(crate) fn failure(status: StatusCode, code: Code, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(status, code.code(), detail);
        problem.0.name = code.name().to_owned();
        problem
    }

    /// Names a parameter that is not as expected.
    pub(crate) fn query(name: &str, expected: impl std::fmt::Display) -> Self {
        let detail = format!("the query parameter `{name}` is not as expected: {expected}");
        Self::new(StatusCode::BAD_REQUEST, "invalid_query", detail)
    }

    /// Names a header that is not as expected.
    pub(crate) fn header(name: &str, expected: &str) -> Self {
        let detail = format!("the header `{name}` is not as expected: {expected}");
        Self::new(StatusCode::BAD_REQUEST, "invalid_header", detail)
    }

    /// The answer for a council that is not here and for one that the asker
    /// may know nothing of, which must not differ.
    pub(crate) fn unknown_council(id: &str) -> Self {
        let shown: String = id.chars().take(40).collect();
        quarterday_domain::reject(
            quarterday_domain::Code::UnknownCouncil,
            format!("there is no council `{shown}` here"),
        )
        .into()
    }

    /// No token, or one that is not valid; which, is not told.
    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "this needs a valid API token: send `Authorization: Bearer qd_…`",
        )
        .with(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"quarterday\""),
        )
    }

    /// A token without the right.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// A body over its limit.
    pub(crate) fn too_large(what: &str, bytes_max: usize) -> Self {
        let detail = format!("{what} has more than {bytes_max} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    }

    /// It is not known yet which councils there are.
    pub(crate) fn starting(reason: String) -> Self {
        let detail = format!("which councils there are is not known yet: {reason}");
        Self::unavailable(Code::Starting, detail).retry_after(RETRY_AFTER_SECONDS)
    }

    /// Too much is going on.
    pub(crate) fn busy(detail: impl Into<String>) -> Self {
        Self::unavailable(Code::Busy, detail).retry_after(RETRY_AFTER_SECONDS)
    }

    /// A bug or a fault that the asker can do nothing about; the cause goes to
    /// the service's own log only.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        let mut problem = Self::failure(
            StatusCode::INTERNAL_SERVER_ERROR,
            Code::Internal,
            "something failed here; the service's own log says what",
        );
        problem.0.cause = Some(cause.to_string());
        problem
    }

    /// A council could not be made; whoever may ask for one may know why.
    pub(crate) fn not_made(why: NotMade) -> Self {
        Self::unavailable(why.code, why.detail).retry_after(RETRY_AFTER_SECONDS)
    }

    /// This node signs nothing.
    pub(crate) fn no_log_key(council: &quarterday_proto::id::CouncilId) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_log_key",
            format!(
                "this node has not the key that signs the checkpoints of `{council}`: ask one that \
                 may be its writer"
            ),
        )
    }

    pub(crate) fn unavailable(code: Code, detail: impl Into<String>) -> Self {
        Self::failure(StatusCode::SERVICE_UNAVAILABLE, code, detail)
    }

    pub(crate) fn retry_after(self, seconds: u32) -> Self {
        self.with(RETRY_AFTER, HeaderValue::from(seconds))
    }

    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Says how many faults there are beyond those listed.
    fn capped(mut self, more: u64) -> Self {
        let beyond = self.0.faults.len().saturating_sub(FAULTS_MAX);
        self.0.faults.truncate(FAULTS_MAX);
        self.0.more = more + beyond as u64;
        self
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    pub(crate) fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Its stable code.
    pub(crate) fn code(&self) -> &str {
        &self.0.code
    }

    /// Whether it is a rejection with this code.
    pub(crate) fn is(&self, code: quarterday_domain::Code) -> bool {
        self.0.code == code.code()
    }

    pub(crate) fn faults(&self) -> &[RowFault] {
        &self.0.faults
    }

    pub(crate) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.0.headers
    }

    /// Says in the service's own log what failed here.
    pub(crate) fn log(&self) {
        let inner = &self.0;
        if inner.status.is_server_error() {
            let cause = inner.cause.as_deref().unwrap_or(&inner.detail);
            tracing::error!(code = inner.code, cause, "a request failed");
        }
    }

    /// The answer; `instance` names the request in the log.
    pub(crate) fn into_answer(self, instance: &str) -> Response<Body> {
        self.log();
        let inner = *self.0;
        let problem = api::Problem {
            kind: format!("urn:quarterday:problem:{}", inner.code),
            title: inner.name.replace('_', " "),
            status: inner.status.as_u16(),
            detail: inner.detail,
            code: inner.code,
            name: inner.name,
            faults: inner.faults,
            more: (inner.more > 0).then_some(inner.more),
            instance: Some(instance.to_owned()),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = inner.status;
        let kind = HeaderValue::from_static("application/problem+json");
        answer.headers_mut().insert(CONTENT_TYPE, kind);
        answer.headers_mut().extend(inner.headers);
        answer
    }
}

/// The status of a rejection, by its code.
fn status_of(code: &str) -> StatusCode {
    match code {
        "QD0001" | "QD0006" | "QD0008" | "QD0009" | "QD0010" | "QD0028" | "QD0035" | "QD0050"
        | "QD0051" | "QD0058" | "QD0071" | "QD0078" | "QD0081" | "QD0085" | "QD0131" | "QD0150"
        | "QD0155" | "QD0161" => StatusCode::NOT_FOUND,
        "QD0007" | "QD0084" | "QD0088" | "QD0151" | "QD0152" | "QD0153" | "QD0154" => {
            StatusCode::FORBIDDEN
        }
        "QD0003" => StatusCode::PRECONDITION_FAILED,
        // What a link was for is over, or another's.
        "QD0086" | "QD0087" | "QD0102" => StatusCode::GONE,
        "QD0002" | "QD0004" | "QD0019" | "QD0020" | "QD0022" | "QD0029" | "QD0032" | "QD0056"
        | "QD0057" | "QD0059" | "QD0060" | "QD0061" | "QD0067" | "QD0083" | "QD0096" => {
            StatusCode::CONFLICT
        }
        "QD0103" => StatusCode::UNAUTHORIZED,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let mut problem = Self::new(
            status_of(&rejection.code),
            &rejection.code,
            rejection.detail,
        );
        problem.0.name = rejection.name;
        problem.0.faults = rejection.faults;
        problem.capped(0)
    }
}

impl Problem {
    /// What is wrong with an import: its bad cells, and what the rules found
    /// wrong with its other rows.
    pub(crate) fn import(faults: Faults, by_rules: Vec<RowFault>) -> Self {
        let more = faults.more as u64;
        let (faults, detail) = faults.with_those_of_rules(by_rules);
        let code = quarterday_domain::Code::ImportFaults;
        let mut problem = Self::from(quarterday_domain::reject(code, detail));
        problem.0.faults = faults;
        problem.capped(more)
    }
}

impl From<quarterday_bus::Error> for Problem {
    fn from(error: quarterday_bus::Error) -> Self {
        use quarterday_bus::Error;
        let detail = error.to_string();
        match error {
            Error::Rejected(rejection) => (*rejection).into(),
            Error::Busy {
                retry_after_seconds,
            } => Self::unavailable(Code::Busy, detail).retry_after(retry_after_seconds),
            Error::DiskFull => full(detail),
            Error::TooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail),
            Error::Broken => {
                Self::unavailable(Code::LogBroken, detail).retry_after(RETRY_AFTER_SECONDS)
            }
            Error::Stopped => Self::unavailable(Code::OtherBus, detail),
            Error::Closed => {
                Self::unavailable(Code::Closing, detail).retry_after(RETRY_AFTER_SECONDS)
            }
            Error::Unavailable(error) => {
                let code = of_nats(&error).unwrap_or(Code::Internal);
                Self::unavailable(code, detail).retry_after(RETRY_AFTER_SECONDS)
            }
            Error::NatsFull => {
                Self::unavailable(Code::NatsFull, detail).retry_after(RETRY_AFTER_SECONDS)
            }
            Error::NoWriter => {
                Self::unavailable(Code::NoWriter, detail).retry_after(RETRY_AFTER_SECONDS)
            }
            Error::Unknown => {
                Self::unavailable(Code::OutcomeUnknown, detail).retry_after(RETRY_AFTER_SECONDS)
            }
        }
    }
}

impl From<quarterday_ledger::Error> for Problem {
    fn from(error: quarterday_ledger::Error) -> Self {
        use quarterday_ledger::Error;
        let detail = error.to_string();
        match error {
            Error::Damaged { .. } => {
                Self::failure(StatusCode::INTERNAL_SERVER_ERROR, Code::LogDamaged, detail)
            }
            Error::Full => full(detail),
            Error::Poisoned => {
                Self::unavailable(Code::LogBroken, detail).retry_after(RETRY_AFTER_SECONDS)
            }
            Error::NoSuchPlace { .. } => Self::new(StatusCode::NOT_FOUND, "no_such_place", detail),
            Error::NoSuchProof { .. } => Self::new(StatusCode::NOT_FOUND, "no_such_size", detail),
            other => Self::internal(chain(&other)),
        }
    }
}

impl From<quarterday_projections::Error> for Problem {
    fn from(error: quarterday_projections::Error) -> Self {
        use quarterday_projections::Error;
        match error {
            Error::Rejected(rejection) => (*rejection).into(),
            Error::Ledger(error) => error.into(),
            other => Self::internal(chain(&other)),
        }
    }
}

fn full(detail: String) -> Problem {
    Problem::failure(StatusCode::INSUFFICIENT_STORAGE, Code::DiskFull, detail)
}

/// An error and its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
