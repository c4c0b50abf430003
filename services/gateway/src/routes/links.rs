//! Links of mails: looked at as often as one likes, used once.
//!
//! The token in the path is all the right that is needed and all that there
//! is: whoever has it acts as its addressee. Programs that open the links of
//! mails (scanners) change nothing, since only a `POST` does.

use axum::body::Body;
use axum::http::Method;
use quarterday_domain::reminders::still_asked;
use quarterday_domain::{Link, State};
use quarterday_proto::answer::Accepted;
use quarterday_proto::api::{LinkAnswers, LinkItem, LinkView, Owner};
use quarterday_proto::command::{Command, LinkAct, UseLink};
use quarterday_proto::digest::{Asked, Thing};
use quarterday_proto::id::LinkId;

use super::items::owner;
use crate::call::{Call, IDEMPOTENCY_KEY};
use crate::endpoint::{Answered, Endpoint, Handler, Needs, Reply};
use crate::problem::Problem;
use crate::{answer, body};

const HEADERS: &[(&str, &str)] = &[(IDEMPOTENCY_KEY, "Id of the command")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/links/{token}";
    let answers = "/api/v1/{council}/links/{token}/answers";
    vec![
        Endpoint::new(
            Method::GET,
            path,
            "link",
            Needs::Link,
            Handler::Blocking(show),
        )
        .about("What a link of a mail asks for; looking changes nothing")
        .gives_json::<LinkView>(),
        Endpoint::new(
            Method::POST,
            answers,
            "answer_by_link",
            Needs::Link,
            Handler::Waiting(submit),
        )
        .about("Answers for all that a link asks for, at once, which uses the link up")
        .headers(HEADERS)
        .takes_json::<LinkAnswers>()
        .gives_json::<Accepted>(),
    ]
}

fn link_of(call: &Call) -> Result<LinkId, Problem> {
    let named = quarterday_proto::link::named(call.segment("token"));
    let (_, link) = named.ok_or_else(|| Problem::internal("the token was checked"))?;
    Ok(link)
}

fn show(call: &Call) -> Answered {
    answer::json(&found(call)?)
}

/// What the link of a request asks for.
pub(crate) fn found(call: &Call) -> Result<LinkView, Problem> {
    let link = link_of(call)?;
    let state = call.tenant()?.view.state();
    let link = state.usable_link(link, call.now())?;
    view(call, &state, link)
}

fn view(call: &Call, state: &State, link: &Link) -> Result<LinkView, Problem> {
    let today = state.day_of(call.now());
    let asked = state.asked_by(link).iter();
    let items = asked
        .filter(|asked| still_asked(state, asked, link.person, today))
        .filter_map(|asked| item(state, asked));
    let nobody = || Owner {
        email: String::new(),
        post: String::new(),
    };
    Ok(LinkView {
        link: link.issued.link,
        purpose: link.issued.purpose,
        council: state.council()?.name.clone(),
        to: owner(state, link.person).unwrap_or_else(nobody),
        expires: link.issued.expires,
        items: items.collect(),
    })
}

fn item(state: &State, asked: &Asked) -> Option<LinkItem> {
    let Thing::Answer {
        plan,
        item,
        quarter,
    } = &asked.thing
    else {
        return None;
    };
    let plan = state.plan_by_id(*plan)?;
    let item = state.item_by_id(*item)?;
    let definition = item.latest();
    let last = item
        .observations
        .iter()
        .max_by_key(|one| (one.observation.as_at, one.place));
    Some(LinkItem {
        plan: plan.details.reference.clone(),
        plan_title: plan.details.title.clone(),
        reference: definition.reference.clone(),
        kind: item.kind,
        title: definition.title.clone(),
        quarter: *quarter,
        answer_by: asked.due,
        due: definition.due,
        of: asked.of.and_then(|of| owner(state, of)),
        because: asked.because,
        last: last.map(|observed| observed.observation.clone()),
    })
}

fn submit(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let LinkAnswers { answers } = body::json(&call.headers, body).await?;
        let command = UseLink {
            link: link_of(&call)?,
            act: LinkAct::Answer { answers },
        };
        let envelope = call.envelope(Command::UseLink(command))?;
        let accepted = call.tenant()?.log.append(envelope).await?;
        answer::tag(answer::json(&accepted)?, accepted.place)
    })
}
