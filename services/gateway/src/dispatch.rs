//! From a request to the endpoint of the table, by way of the checks that all
//! endpoints share.

use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequestParts as _, RawPathParams};
use axum::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, request};
use axum::routing::any;
use quarterday_proto::command::{Command, RecordTokenUse};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

use crate::Door;
use crate::access::{self, Who};
use crate::call::{Call, send_as_anybody};
use crate::endpoint::{Answered, Endpoint, Handler, Needs};
use crate::failure::Code;
use crate::gateway::{Gateway, one_of};
use crate::limits::{IMPORT_SECONDS_MAX, RETRY_AFTER_SECONDS};
use crate::problem::Problem;
use crate::query::Query;
use crate::web;
use crate::{client, denial};

/// The routes of the table; everything else is answered as unknown.
pub(crate) fn router(gateway: Arc<Gateway>) -> Router {
    let mut router = Router::new();
    let mut paths: Vec<&'static str> = gateway
        .table
        .iter()
        .filter(|endpoint| is_served(gateway.door, endpoint))
        .map(|endpoint| endpoint.path)
        .collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let gateway = gateway.clone();
        let serve = move |request: Request<Body>| serve(gateway.clone(), Some(path), request);
        router = router.route(path, any(serve));
    }
    let unknown = move |request: Request<Body>| serve(gateway.clone(), None, request);
    router
        .fallback(unknown)
        .layer(CatchPanicLayer::custom(panicked))
}

/// Whether an endpoint is there at a door. Pages are for people, who come by the
/// network.
fn is_served(door: Door, endpoint: &Endpoint) -> bool {
    match door {
        Door::Operator => !endpoint.is_page,
        Door::Network => true,
        Door::Health => endpoint.needs == Needs::Nothing && !endpoint.is_page,
    }
}

/// Answers a request to a path of the table, or to none.
async fn serve(
    gateway: Arc<Gateway>,
    path: Option<&'static str>,
    request: Request<Body>,
) -> Response<Body> {
    let number = gateway.requests_seen.fetch_add(1, Ordering::Relaxed) + 1;
    let method = request.method().clone();
    let span = tracing::info_span!(
        "request",
        id = number,
        %method,
        path = path.unwrap_or("unknown"),
    );
    let work = async move {
        let began = (gateway.surroundings.now)();
        let page = is_page(&gateway, path, &request).then(|| request.uri().path().to_owned());
        let answered = route(&gateway, path, request).await;
        let mut answer = answered.unwrap_or_else(|problem| match &page {
            Some(requested) => {
                let back_to = (method == Method::GET).then_some(requested.as_str());
                web::refusal(&problem, requested, back_to, gateway.is_https())
            }
            None => problem.into_answer(&format!("urn:quarterday:request:{number}")),
        });
        secure(&mut answer);
        if page.is_some() {
            web::secure(answer.headers_mut(), gateway.is_https());
        }
        if method == Method::HEAD {
            *answer.body_mut() = Body::empty();
        }
        let took = (gateway.surroundings.now)().duration_since(began);
        tracing::info!(
            status = answer.status().as_u16(),
            ms = u64::try_from(took.as_millis()).unwrap_or(0),
            "answered"
        );
        answer
    };
    work.instrument(span).await
}

/// Whether a page is asked for: one of the table, or by a browser what is not
/// there.
fn is_page(gateway: &Gateway, path: Option<&str>, request: &Request<Body>) -> bool {
    match path {
        Some(path) => {
            let mut of_path = gateway.table.iter().filter(|one| one.path == path);
            of_path.any(|one| one.is_page)
        }
        None => {
            let accepted = request.headers().get(ACCEPT);
            let accepted = accepted.and_then(|value| value.to_str().ok());
            let is_api = request.uri().path().starts_with("/api/");
            gateway.door == Door::Network
                && !is_api
                && accepted.is_some_and(|media| media.contains("text/html"))
        }
    }
}

async fn route(
    gateway: &Arc<Gateway>,
    path: Option<&'static str>,
    request: Request<Body>,
) -> Answered {
    let path = path.ok_or_else(|| {
        let detail = "there is no such route: `/api/v1/openapi.json` lists those there are";
        Problem::new(StatusCode::NOT_FOUND, "no_such_route", detail)
    })?;
    let endpoint = endpoint(gateway, path, request.method())?;
    let (mut parts, body) = request.into_parts();
    let body = bounded(gateway, endpoint, body);
    let call = match authorise(gateway, endpoint, &mut parts).await {
        Ok(call) => call,
        Err(problem) => return refused(gateway, endpoint, &parts, body, problem).await,
    };
    note_token(&call);
    let (who, tenant) = (call.who.clone(), call.tenant.clone());
    let work = handle(endpoint, call, body);
    let answered = match tokio::time::timeout(Duration::from_secs(endpoint.seconds_max), work).await
    {
        Ok(answered) => answered,
        Err(_) => Err(timed_out(endpoint)),
    };
    // What the rules refuse somebody is a refusal, too.
    answered.inspect_err(|problem| {
        denial::note(gateway, tenant.as_ref(), &who, endpoint, problem);
    })
}

/// Who is not signed in any more is refused with what they typed, so that it is
/// not lost.
async fn refused(
    gateway: &Arc<Gateway>,
    endpoint: &Endpoint,
    parts: &request::Parts,
    body: Body,
    problem: Problem,
) -> Answered {
    let is_form = endpoint.is_page && endpoint.method == Method::POST;
    let signed_out = problem.status() == StatusCode::UNAUTHORIZED;
    if !is_form || !signed_out || !web::can_be_kept(&parts.headers) {
        return Err(problem);
    }
    let _permit = one_of(&gateway.requests, "requests")?;
    web::kept(&parts.headers, body, parts.uri.path()).await
}

/// The endpoint of a path for a method; `HEAD` is that of `GET`.
fn endpoint<'a>(
    gateway: &'a Gateway,
    path: &str,
    method: &Method,
) -> Result<&'a Endpoint, Problem> {
    let wanted = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let mut of_path = gateway
        .table
        .iter()
        .filter(|endpoint| endpoint.path == path);
    if let Some(found) = of_path.clone().find(|endpoint| endpoint.method == wanted) {
        return Ok(found);
    }
    let mut allowed: Vec<&str> = of_path.by_ref().map(|one| one.method.as_str()).collect();
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    let allowed = allowed.join(", ");
    let detail = format!("this route takes {allowed}");
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail);
    Err(problem.with(
        ALLOW,
        HeaderValue::from_str(&allowed).map_err(Problem::internal)?,
    ))
}

/// The checks before any endpoint: who asks, of which council, with which
/// right and which parameters.
async fn authorise(
    gateway: &Arc<Gateway>,
    endpoint: &Endpoint,
    parts: &mut request::Parts,
) -> Result<Call, Problem> {
    let mut call = Call {
        gateway: gateway.clone(),
        who: Who::anybody(),
        tenant: None,
        requested: parts.uri.path().to_owned(),
        path: segments(parts).await?,
        query: Query::default(),
        headers: parts.headers.clone(),
        client: client(gateway, parts),
        permit: None,
    };
    if endpoint.is_page && endpoint.method == Method::POST {
        let base = gateway.surroundings.web.base.as_deref();
        web::check_origin(&parts.headers, base)?;
    }
    if endpoint.needs == Needs::Link {
        gateway.rates.link(call.client, call.now())?;
        call.permit = Some(Arc::new(one_of(&gateway.requests, "requests")?));
        let (who, tenant) =
            access::by_link(gateway, call.segment("council"), call.segment("token"))?;
        call.who = who;
        call.tenant = Some(tenant);
    } else if endpoint.is_page {
        call.permit = Some(Arc::new(one_of(&gateway.requests, "requests")?));
        if endpoint.needs != Needs::Nothing {
            let council = call.segment("council");
            let (who, tenant) = access::by_session(gateway, &parts.headers, council)?;
            call.who = who;
            call.tenant = Some(tenant);
            check(&call, endpoint)?;
            web::renew(&call);
        }
    } else if endpoint.needs == Needs::Address {
        call.permit = Some(Arc::new(one_of(&gateway.requests, "requests")?));
        let (who, tenant) =
            access::by_address(gateway, call.segment("council"), call.segment("token"))?;
        call.who = who;
        call.tenant = Some(tenant);
    } else if endpoint.needs != Needs::Nothing {
        call.permit = Some(Arc::new(one_of(&gateway.requests, "requests")?));
        call.who = access::who(gateway, &parts.headers)?;
        if let Some((_, council)) = call.path.iter().find(|(name, _)| name == "council") {
            call.tenant = Some(access::tenant(gateway, &call.who, council)?);
        }
        check(&call, endpoint)?;
    }
    let read = if endpoint.passes_over_others {
        Query::of_others
    } else if endpoint.is_page {
        Query::of_form
    } else {
        Query::read
    };
    call.query = read(parts.uri.query(), &endpoint.query)?;
    Ok(call)
}

/// Where a request comes from, as far as it came by the network.
fn client(gateway: &Gateway, parts: &request::Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let proxies = &gateway.surroundings.web.limits.trusted_proxies;
    Some(client::of(peer.0.ip(), &parts.headers, proxies))
}

/// A body, and that it is no larger than the configuration allows. Imports have
/// limits of their own.
fn bounded(gateway: &Gateway, endpoint: &Endpoint, body: Body) -> Body {
    let is_import = endpoint.seconds_max == IMPORT_SECONDS_MAX;
    if is_import {
        return body;
    }
    let bytes_max = gateway.surroundings.web.limits.body_bytes;
    Body::new(http_body_util::Limited::new(body, bytes_max))
}

/// Refuses who lacks the right, and records it.
fn check(call: &Call, endpoint: &Endpoint) -> Result<(), Problem> {
    let checked = call.who.may.check(endpoint.needs);
    checked.inspect_err(|problem| {
        denial::note(
            &call.gateway,
            call.tenant.as_ref(),
            &call.who,
            endpoint,
            problem,
        );
    })
}

/// Records that a token is in use, where that is due; the answer does not wait
/// for it.
fn note_token(call: &Call) {
    let holder = call.who.token.as_ref().filter(|holder| holder.is_to_record);
    let (Some(holder), Some(tenant)) = (holder, call.tenant.clone()) else {
        return;
    };
    let command = Command::RecordTokenUse(RecordTokenUse { token: holder.id });
    let gateway = call.gateway.clone();
    let work = async move {
        if let Err(error) = send_as_anybody(&gateway, &tenant, command).await {
            tracing::warn!(council = %tenant.id, %error, "the use of a token was not recorded");
        }
    };
    tokio::spawn(work.instrument(tracing::Span::current()));
}

async fn segments(parts: &mut request::Parts) -> Result<Vec<(String, String)>, Problem> {
    let read = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|_| {
            let detail = "the path is no UTF-8 text, percent-encoded";
            Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
        })?;
    Ok(read
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}

async fn handle(endpoint: &Endpoint, call: Call, body: Body) -> Answered {
    match endpoint.handler {
        Handler::Blocking(handler) => call.blocking(handler).await,
        Handler::Waiting(handler) => handler(call, body).await,
    }
}

fn timed_out(endpoint: &Endpoint) -> Problem {
    let mut detail = format!("no answer within {} seconds", endpoint.seconds_max);
    if endpoint.method != Method::GET {
        detail.push_str(
            "; what became of it shows when it is sent again with the same Idempotency-Key",
        );
    }
    Problem::unavailable(Code::TimedOut, detail).retry_after(RETRY_AFTER_SECONDS)
}

fn secure(answer: &mut Response<Body>) {
    let headers = answer.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Only files whose address changes with them are kept.
    let kept = headers.get(CACHE_CONTROL);
    if !kept.is_some_and(|value| value.as_bytes().ends_with(b"immutable")) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// A bug: told once, in the log.
fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let problem = Problem::internal(format!("a handler panicked: {text}"));
    let mut answer = problem.into_answer("urn:quarterday:request:unknown");
    secure(&mut answer);
    answer
}
