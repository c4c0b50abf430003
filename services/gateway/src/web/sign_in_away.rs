//! Signing in by an OpenID provider: the browser is sent there, and comes back.

use std::sync::Arc;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use quarterday_domain::{Code, reject};
use quarterday_proto::command::{Command, OpenProviderSession, RefuseSignIn};
use quarterday_proto::id::CouncilId;
use quarterday_proto::session::{self, SignInRefusal};

use super::cookie;
use super::flow::{self, Flow};
use super::refusal::redirect;
use crate::Tenant;
use crate::call::{Call, send_as_anybody};
use crate::endpoint::{Answered, Reply};
use crate::failure;
use crate::limits::{RETRY_AFTER_SECONDS, SIGN_IN_COUNCILS_MAX};
use crate::problem::Problem;
use crate::provider::{Provider, Providers, Unvouched, Vouched};
use crate::query::{Parameter, Shape};

const fn text(name: &'static str, about: &'static str) -> Parameter {
    Parameter {
        name,
        shape: Shape::Text,
        about,
    }
}

/// What a browser brings back; whatever else a provider adds is passed over.
pub(super) const BROUGHT: &[Parameter] = &[
    text("state", "What the browser was sent away with"),
    text("code", "What the token is had for"),
    text("error", "The provider's word for a refusal"),
    text("iss", "Who answers"),
];

/// Sends the browser to the provider.
pub(super) fn depart(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let (providers, provider) = named(&call)?;
        call.gateway.rates.sign_in(call.client, call.now())?;
        let council = match call.query.text("council") {
            None => None,
            Some(text) => {
                let council = text.parse().ok();
                let served = council.filter(|council| provider.councils.contains(council));
                Some(served.ok_or_else(unknown)?)
            }
        };
        let seed = (call.gateway.surroundings.secret)();
        let flow = Flow::begin(council, call.now(), seed);
        let journey = flow.journey(back(&call, &provider));
        let departure = providers.departure(&provider.id, journey).await;
        let address = departure.map_err(|why| not_asked(&provider, &why))?;
        let mut answer = redirect(&address);
        let kept = flow.cookie(&provider, call.gateway.is_https());
        let kept = HeaderValue::from_str(&kept).map_err(Problem::internal)?;
        answer.headers_mut().append(SET_COOKIE, kept);
        Ok(answer)
    })
}

/// Takes the browser back.
pub(super) fn arrive(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let (providers, provider) = named(&call)?;
        call.gateway.rates.link(call.client, call.now())?;
        let is_https = call.gateway.is_https();
        let state = call.query.text("state").unwrap_or_default().to_owned();
        let flow = Flow::found(&call.headers, &state, &provider, call.now(), is_https);
        let answered = match flow {
            Some(flow) => let_in(&call, &*providers, &provider, &flow).await,
            None => Err(refuse(&call, &provider, None, Refusal::of(SignInRefusal::FlowOver)).await),
        };
        // Whatever came of it, the browser comes back with it no second time.
        let forget = flow::forget(&state, is_https);
        let forget = HeaderValue::from_str(&forget).map_err(Problem::internal)?;
        match answered {
            Ok(mut answer) => {
                answer.headers_mut().append(SET_COOKIE, forget);
                Ok(answer)
            }
            Err(problem) => Err(problem.with(SET_COOKIE, forget)),
        }
    })
}

async fn let_in(
    call: &Call,
    providers: &dyn Providers,
    provider: &Provider,
    flow: &Flow,
) -> Answered {
    let refuse = async |refusal| Err(refuse(call, provider, Some(flow), refusal).await);
    let returned = session::hash(&flow.state());
    let is_used = |tenant: &Arc<Tenant>| {
        let state = tenant.view.state();
        state.access().flow_is_used(&returned)
    };
    if tenants(call, provider, flow.council.as_ref())
        .iter()
        .any(is_used)
    {
        return refuse(Refusal::of(SignInRefusal::FlowOver)).await;
    }
    let journey = flow.journey(back(call, provider));
    if let Some(said) = call.query.text("error") {
        return refuse(Refusal {
            said: Some(said.to_owned()),
            ..Refusal::of(SignInRefusal::ProviderRefused)
        })
        .await;
    }
    let Some(code) = call.query.text("code") else {
        return refuse(Refusal::of(SignInRefusal::FlowOver)).await;
    };
    let arrival = providers.arrival(&provider.id, journey, code.to_owned(), call.now());
    let vouched = match arrival.await {
        Ok(vouched) => vouched,
        Err(Unvouched::Refused(said)) => {
            return refuse(Refusal {
                said,
                ..Refusal::of(SignInRefusal::ProviderRefused)
            })
            .await;
        }
        Err(Unvouched::Untrusted(why)) => {
            tracing::warn!(
                provider = provider.id,
                why,
                "a provider's answer is not trusted"
            );
            return refuse(Refusal::of(SignInRefusal::TokenInvalid)).await;
        }
        Err(Unvouched::OtherTenant) => {
            return refuse(Refusal::of(SignInRefusal::WrongTenant)).await;
        }
        Err(why @ Unvouched::Unreachable(_)) => return Err(not_asked(provider, &why)),
    };
    if call
        .query
        .text("iss")
        .is_some_and(|iss| iss != vouched.account.issuer)
    {
        return refuse(Refusal::of(SignInRefusal::TokenInvalid)).await;
    }
    open(call, provider, flow, &vouched).await
}

/// Opens a session in each council where the account, or its address, is known.
async fn open(call: &Call, provider: &Provider, flow: &Flow, vouched: &Vouched) -> Answered {
    let mut tenants = tenants(call, provider, flow.council.as_ref());
    // Of an account that nobody knows, the only council there is keeps the refusal.
    if tenants.len() > 1 {
        tenants.retain(|tenant| knows(tenant, vouched));
        tenants.truncate(SIGN_IN_COUNCILS_MAX);
    }
    let mut cookies = Vec::new();
    let mut first = None;
    for tenant in tenants {
        let secret = URL_SAFE_NO_PAD.encode((call.gateway.surroundings.secret)());
        let hash = session::hash(&secret);
        let roles = vouched.roles.get(&tenant.id);
        let command = OpenProviderSession {
            hash: hash.clone(),
            flow: session::hash(&flow.state()),
            flow_ends: flow.ends(),
            provider: provider.id.clone(),
            account: vouched.account.clone(),
            email: vouched.email.clone(),
            groups: vouched.groups,
            roles: roles.into_iter().flatten().copied().collect(),
        };
        let command = Command::OpenProviderSession(command);
        send_as_anybody(&call.gateway, &tenant, command).await?;
        // Who was refused is in the log.
        let opened = {
            let state = tenant.view.state();
            state.access().session_of(&hash, call.now()).is_some()
        };
        if opened {
            let cookie = cookie::set(&tenant.id, call.gateway.is_https(), &secret);
            cookies.push(HeaderValue::from_str(&cookie).map_err(Problem::internal)?);
            first.get_or_insert(tenant.id.clone());
        }
    }
    let first = first.ok_or_else(|| {
        let detail = "nobody in the council is signed in by this account";
        reject(Code::AccountWithoutPost, detail)
    })?;
    // Back to where somebody was going who had to sign in first.
    let is_https = call.gateway.is_https();
    let meant = cookie::return_to(&call.headers, &first, is_https);
    if meant.is_some() {
        let cookie = cookie::clear_return(&first, is_https);
        cookies.push(HeaderValue::from_str(&cookie).map_err(Problem::internal)?);
    }
    let mut answer = redirect(&meant.unwrap_or_else(|| format!("/c/{first}")));
    for cookie in cookies {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(answer)
}

fn knows(tenant: &Tenant, vouched: &Vouched) -> bool {
    let state = tenant.view.state();
    let by_address = vouched
        .email
        .as_deref()
        .map(|email| state.person(email).is_ok());
    state.access().binding_of(&vouched.account).is_some() || by_address == Some(true)
}

/// The councils of a provider that are open here, or the one that was asked for.
fn tenants(call: &Call, provider: &Provider, asked: Option<&CouncilId>) -> Vec<Arc<Tenant>> {
    let wanted = provider.councils.iter();
    let wanted = wanted.filter(|council| asked.is_none_or(|asked| asked == *council));
    wanted
        .filter_map(|council| call.gateway.councils.get(council))
        .collect()
}

/// Why nobody is let in, as far as the log is told.
struct Refusal {
    why: SignInRefusal,
    said: Option<String>,
}

impl Refusal {
    fn of(why: SignInRefusal) -> Self {
        Self { why, said: None }
    }
}

/// Records a refusal where it is known whose it is, and says it in words.
async fn refuse(
    call: &Call,
    provider: &Provider,
    flow: Option<&Flow>,
    refusal: Refusal,
) -> Problem {
    let asked = flow.and_then(|flow| flow.council.as_ref());
    let Refusal { why, said } = refusal;
    if let [tenant] = &tenants(call, provider, asked)[..] {
        let command = RefuseSignIn {
            why,
            provider: provider.id.clone(),
            said,
        };
        let sent = send_as_anybody(&call.gateway, tenant, Command::RefuseSignIn(command)).await;
        if let Err(error) = sent {
            tracing::warn!(council = %tenant.id, %error, "a refusal was not recorded");
        }
    } else {
        tracing::info!(provider = provider.id, %why, "nobody was let in");
    }
    let (code, detail) = match why {
        SignInRefusal::ProviderRefused => (
            Code::ProviderRefused,
            format!("{} did not let you in", provider.label),
        ),
        SignInRefusal::TokenInvalid | SignInRefusal::WrongTenant => (
            Code::ProviderTokenInvalid,
            format!("what {} answered cannot be trusted", provider.label),
        ),
        _ => (
            Code::SignInFlowOver,
            "the sign-in was not begun in this browser, took more than ten minutes, or was used \
             before"
                .to_owned(),
        ),
    };
    reject(code, detail).into()
}

/// The provider that the path names.
fn named(call: &Call) -> Result<(Arc<dyn Providers>, Provider), Problem> {
    let providers = call.gateway.surroundings.web.providers.clone();
    let providers = providers.ok_or_else(unknown)?;
    let id = call.segment("provider");
    let provider = providers.all().iter().find(|known| known.id == id).cloned();
    let provider = provider.ok_or_else(unknown)?;
    Ok((providers, provider))
}

/// Where the provider sends browsers back to.
fn back(call: &Call, provider: &Provider) -> String {
    let base = call.gateway.surroundings.web.base.as_deref();
    let base = base.unwrap_or_default().trim_end_matches('/');
    format!("{base}/sign-in/with/{}/callback", provider.id)
}

fn unknown() -> Problem {
    reject(
        Code::UnknownProvider,
        "there is no such way to sign in here",
    )
    .into()
}

fn not_asked(provider: &Provider, why: &Unvouched) -> Problem {
    tracing::warn!(
        provider = provider.id,
        ?why,
        "a provider could not be asked"
    );
    let detail = format!("{} could not be asked who you are", provider.label);
    Problem::failure(
        StatusCode::SERVICE_UNAVAILABLE,
        failure::Code::ProviderUnreachable,
        detail,
    )
    .retry_after(RETRY_AFTER_SECONDS)
}
