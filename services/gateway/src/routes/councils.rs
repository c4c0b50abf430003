//! All councils of this process.

use axum::body::Body;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, Method, StatusCode};
use quarterday_domain::{Context, State, decide};
use quarterday_proto::answer::Accepted;
use quarterday_proto::api::{CouncilEntry, CouncilList, CreateCouncil};
use quarterday_proto::command::{Command, EstablishCouncil};

use crate::call::{Call, IDEMPOTENCY_KEY};
use crate::endpoint::{Answered, Endpoint, Handler, Needs, Reply};
use crate::problem::Problem;
use crate::{Tenant, answer, body, page};

/// Ids that stand in paths for something else.
const RESERVED: [&str; 3] = ["councils", "schemes", "openapi"];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/councils";
    vec![
        Endpoint::read(path, "councils", list)
            .about("The councils by id: all for the operator, with a token its own")
            .query(page::QUERY)
            .gives_json::<CouncilList>(),
        Endpoint::new(
            Method::POST,
            path,
            "create_council",
            Needs::Operator,
            Handler::Waiting(create),
        )
        .about("Sets up a council with a log of its own")
        .headers(&[(IDEMPOTENCY_KEY, "Id of the command")])
        .takes_json::<CreateCouncil>()
        .status(201)
        .gives_json::<Accepted>(),
    ]
}

fn list(call: &Call) -> Answered {
    // Asked before: what was opened since is listed all the same.
    let unlisted = call.gateway.councils.unlisted();
    let own = call.who.token.as_ref().map(|holder| &holder.council);
    let tenants = call.gateway.councils.list();
    let tenants = tenants.iter();
    let tenants = tenants.filter(|tenant| own.is_none_or(|own| tenant.id == *own));
    let after = call.query.text("after");
    // Whoever may see all of them would take none for all.
    let incomplete = unlisted.filter(|_| own.is_none());
    let (tenants, next) = page::of(call, tenants, after, |tenant| tenant.id.as_str())?;
    if let Some(reason) = &incomplete
        && tenants.is_empty()
        && after.is_none()
    {
        return Err(Problem::starting(reason.clone()));
    }
    answer::json(&CouncilList {
        councils: tenants.iter().map(|tenant| entry(tenant)).collect(),
        next: next.map(str::to_owned),
        incomplete,
    })
}

fn entry(tenant: &Tenant) -> CouncilEntry {
    let state = tenant.view.state();
    let council = state.council().ok();
    let head = tenant.log.ledger().head();
    CouncilEntry {
        id: tenant.id.clone(),
        name: council.map(|council| council.name.clone()),
        nation: council.map(|council| council.nation),
        place: head.place,
        root: hex::encode(head.root),
    }
}

fn create(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let asked: CreateCouncil = body::json(&call.headers, body).await?;
        if RESERVED.contains(&asked.id.as_str()) {
            let detail = format!(
                "`{}` cannot be the id of a council: choose another",
                asked.id
            );
            return Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_body",
                detail,
            ));
        }
        let CreateCouncil {
            id,
            name,
            nation,
            zone,
            settings,
        } = asked;
        let command = EstablishCouncil {
            name,
            nation,
            zone,
            settings,
        };
        let envelope = call.envelope(Command::EstablishCouncil(command))?;
        // Refused before there is a log: a council that cannot be set up
        // leaves nothing behind.
        decide(&State::default(), &envelope, Context { now: call.now() })?;
        let location =
            HeaderValue::from_str(&format!("/api/v1/{id}")).map_err(Problem::internal)?;
        let make = move |call: &Call| call.gateway.councils.create(&id).map_err(Problem::not_made);
        let tenant = call.blocking(make).await?;
        let accepted = tenant.log.append(envelope).await?;
        let mut answer = answer::json(&accepted)?;
        *answer.status_mut() = StatusCode::CREATED;
        answer.headers_mut().insert(LOCATION, location);
        Ok(answer)
    })
}
