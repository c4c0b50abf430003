//! Accounts at OpenID providers that sign people in.

use axum::body::Body;
use axum::http::Method;
use quarterday_domain::rights::Right;
use quarterday_domain::{Binding, Code, reject};
use quarterday_proto::answer::Accepted;
use quarterday_proto::api::{BindingList, BindingView};
use quarterday_proto::command::{Command, EndBinding};
use quarterday_proto::id::BindingId;

use crate::call::{Call, IDEMPOTENCY_KEY};
use crate::endpoint::{Answered, Endpoint, Handler, Needs, Reply};
use crate::{answer, page};

const HEADERS: &[(&str, &str)] = &[(IDEMPOTENCY_KEY, "Id of the command")];
const ADMINISTER: Needs = Needs::Right(Right::Administer);

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Method::GET,
            "/api/v1/{council}/bindings",
            "bindings",
            ADMINISTER,
            Handler::Blocking(list),
        )
        .about("The accounts at OpenID providers that sign people in")
        .query(page::QUERY)
        .gives_json::<BindingList>(),
        Endpoint::new(
            Method::DELETE,
            "/api/v1/{council}/bindings/{binding}",
            "end_binding",
            ADMINISTER,
            Handler::Waiting(end),
        )
        .about("Ends that an account signs a person in, and the sessions that it opened")
        .headers(HEADERS)
        .gives_json::<Accepted>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let view = |known: &Binding| BindingView {
        id: known.bound.binding,
        person: state
            .person_by_id(known.bound.person)
            .map(|person| person.details.email.clone()),
        provider: known.bound.provider.clone(),
        account: known.bound.account.clone(),
        since: known.since,
    };
    let after: Option<BindingId> = call.query.parsed("after")?;
    let (all, next) = page::of(call, state.access().bindings(), after, |known| {
        known.bound.binding
    })?;
    let bindings = all.into_iter().map(view).collect();
    drop(state);
    answer::json(&BindingList {
        bindings,
        next: next.map(|id| id.to_string()),
    })
}

fn end(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let named = call.segment("binding");
        let binding = named.parse().map_err(|_| {
            let shown: String = named.chars().take(40).collect();
            reject(
                Code::UnknownBinding,
                format!("there is no binding `{shown}`"),
            )
        })?;
        let command = Command::EndBinding(EndBinding { binding });
        let accepted = call.tenant()?.log.append(call.envelope(command)?).await?;
        answer::json(&accepted)
    })
}
