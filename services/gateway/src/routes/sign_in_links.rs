//! Links to sign in by that the operator gives to somebody: where mail does not
//! arrive, and to see the service as somebody else does.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use quarterday_domain::{Code, reject};
use quarterday_proto::api::{RequestSignInLink, SignInLink};
use quarterday_proto::command::{Command, RequestSignIn};
use quarterday_proto::session;

use crate::call::{Call, IDEMPOTENCY_KEY};
use crate::endpoint::{Endpoint, Handler, Needs, Reply};
use crate::{answer, body};

const HEADERS: &[(&str, &str)] = &[(IDEMPOTENCY_KEY, "Id of the command")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/sign-in-links";
    vec![
        Endpoint::new(
            Method::POST,
            path,
            "offer_sign_in_link",
            Needs::Operator,
            Handler::Waiting(offer),
        )
        .about("Makes a link that signs a person in, once, within 15 minutes")
        .headers(HEADERS)
        .takes_json::<RequestSignInLink>()
        .status(201)
        .gives_json::<SignInLink>(),
    ]
}

fn offer(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let asked: RequestSignInLink = body::json(&call.headers, body).await?;
        let tenant = call.tenant()?;
        let secret = URL_SAFE_NO_PAD.encode((call.gateway.surroundings.secret)());
        let token = session::link_token(&tenant.id, &secret);
        let hash = session::hash(&token);
        let command = RequestSignIn {
            email: asked.person,
            hash: hash.clone(),
        };
        let envelope = call.envelope(Command::RequestSignIn(command))?;
        tenant.log.append(envelope).await?;
        let offered = {
            let state = tenant.view.state();
            let known = state.access().link(&hash, call.now());
            known.and_then(|known| {
                let person = state.person_by_id(known.requested.person)?;
                Some((person.details.email.clone(), known.requested.expires))
            })
        };
        // Of a command that was sent before, the link was shown then.
        let (person, expires) = offered.ok_or_else(|| {
            let detail = "no link was made: it was asked for before";
            reject(Code::SignInLinkOver, detail)
        })?;
        let base = call.gateway.surroundings.web.base.as_deref();
        let base = base.unwrap_or_default().trim_end_matches('/');
        let link = format!("{base}/sign-in/{token}");
        let mut answer = answer::json(&SignInLink {
            person,
            link,
            expires,
        })?;
        *answer.status_mut() = StatusCode::CREATED;
        Ok(answer)
    })
}
